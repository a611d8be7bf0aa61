import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { readWindow, tapsInside, type WindowAxis, windowFields } from '../lower/window.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';

const attributes = ['auto_pad', 'kernel_shape', 'pads', 'storage_order', 'strides'];

export const maxPool: OnnxOperator = {
  op: 'MaxPool',
  versions: [
    [1, 1, ['auto_pad', 'kernel_shape', 'pads', 'strides']],
    [8, 1, attributes],
    [10, 1, [...attributes, 'ceil_mode', 'dilations']],
  ],
  lower(node) {
    if (node.hasOutput(1)) node.unsupported(`its second output 'Indices' is used`, 'The first output works.');
    const input = spatial(node, node.data(0));
    const window = readWindow(node, input.sizes, null);
    checkWindows(node, window.y);
    checkWindows(node, window.x);
    const shape = { height: window.y.output, width: window.x.output, channels: input.channels };
    const id = node.builder.add({
      kind: 'max-pool', inputs: [mapNode(node, input)], shape, origin: node.origin, ...windowFields(window),
    }); // prettier-ignore
    return [mapResult(input.view, id, shape, input.sizes.length)];
  },
};

/** The maximum over nothing is minus infinity: no such window may exist. */
function checkWindows(node: OpNode, axis: WindowAxis): void {
  for (let position = 0; position < axis.output; position++) {
    if (tapsInside(axis, position, 0, axis.input) === 0) node.unsupported('a window lies entirely in the padding');
  }
}

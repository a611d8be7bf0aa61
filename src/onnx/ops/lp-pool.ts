import { averageNode } from '../lower/average.js';
import { normExponent, normRoot, normTerms } from '../lower/norm.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { readWindow } from '../lower/window.js';
import type { OnnxOperator } from '../operator.js';

const attributes = ['auto_pad', 'kernel_shape', 'p', 'pads', 'strides'];

/** The l1 or l2 norm of every window: a depthwise sum of |x|^p and its root. Padding adds nothing. */
export const lpPool: OnnxOperator = {
  op: 'LpPool',
  versions: [
    [2, 1, attributes],
    [18, 1, [...attributes, 'ceil_mode', 'dilations']],
  ],
  lower(node) {
    const data = node.data(0);
    const p = normExponent(node);
    const input = spatial(node, normTerms(node, data, p), data.shape[1]);
    const window = readWindow(node, input.sizes, null);
    const shape = { height: window.y.output, width: window.x.output, channels: input.channels * window.z.output };
    const id = averageNode(node, mapNode(node, input), shape, window, 1);
    return [normRoot(node, mapResult(input, id, shape, window.z.output), p)];
  },
};

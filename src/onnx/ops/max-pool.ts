import { maximumOf } from '../lower/maximum.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { readWindow, tapsInside, type Window, type WindowAxis, windowFields } from '../lower/window.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at, type View } from '../value.js';

const attributes = ['auto_pad', 'kernel_shape', 'pads', 'storage_order', 'strides'];

export const maxPool: OnnxOperator = {
  op: 'MaxPool',
  versions: [
    [1, 1, ['auto_pad', 'kernel_shape', 'pads', 'strides']],
    [8, 1, attributes],
    [10, 1, [...attributes, 'ceil_mode', 'dilations']],
  ],
  lower(node) {
    const data = node.numbers(0);
    const input = spatial(node, data);
    const window = readWindow(node, input.sizes, null);
    for (const axis of [window.z, window.y, window.x]) checkWindows(node, axis);
    if (input.sizes.length === 3) return [volumePool(node, data, input.sizes, window)];
    const shape = { height: window.y.output, width: window.x.output, channels: input.channels };
    const id = node.builder.add({
      kind: 'max-pool', inputs: [mapNode(node, input)], shape, origin: node.origin, ...windowFields(window),
    }); // prettier-ignore
    return [mapResult(input, id, shape)];
  },
};

/** Of volumes: the windows as lists, where a tap in the padding repeats the first one inside. */
function volumePool(node: OpNode, data: View, [depth = 1, height = 1, width = 1]: readonly number[], { z, y, x }: Window): View {
  const [, channels = 1] = data.shape;
  const size = z.kernel * y.kernel * x.kernel;
  const shape = [1, channels, z.output, y.output, x.output];
  const windows: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (const oz of placesOf(z)) {
      for (const oy of placesOf(y)) {
        for (const ox of placesOf(x)) {
          const found = oz.flatMap((iz) => oy.flatMap((iy) => ox.map((ix) => ((c * depth + iz) * height + iy) * width + ix)));
          for (let tap = 0; tap < size; tap++) windows.push(found[tap] ?? at(found, 0));
        }
      }
    }
  }
  return maximumOf(node, data, Int32Array.from(windows), size, shape);
}

/** Of every window of an axis, the positions inside the input. */
function placesOf(axis: WindowAxis): number[][] {
  return Array.from({ length: axis.output }, (_, position) => {
    const places = Array.from({ length: axis.kernel }, (_tap, tap) => position * axis.stride + tap * axis.dilation - axis.padBegin);
    return places.filter((place) => place >= 0 && place < axis.input);
  });
}

/** The maximum over nothing is minus infinity: no such window may exist. */
function checkWindows(node: OpNode, axis: WindowAxis): void {
  for (let position = 0; position < axis.output; position++) {
    if (tapsInside(axis, position, 0, axis.input) === 0) node.unsupported('a window lies entirely in the padding');
  }
}

import { averageNode } from '../lower/average.js';
import { affine } from '../lower/affine.js';
import { foldBinary, quotient } from '../lower/fold.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { readWindow, tapsInside, type WindowAxis } from '../lower/window.js';
import type { OnnxOperator } from '../operator.js';
import { at, constant } from '../value.js';

const attributes = ['auto_pad', 'count_include_pad', 'kernel_shape', 'pads', 'strides'];

/**
 * A depthwise convolution with weights 1/k where all windows count k taps; where windows at the border count fewer, the sum of each
 * window times its own factor. Padding that the attributes ask for counts with count_include_pad; what ceil_mode adds never counts.
 */
export const averagePool: OnnxOperator = {
  op: 'AveragePool',
  versions: [
    [7, 1, attributes],
    [10, 1, [...attributes, 'ceil_mode']],
    [19, 1, [...attributes, 'ceil_mode', 'dilations']],
  ],
  lower(node) {
    const data = node.data(0);
    const input = spatial(node, data, data.shape[1]);
    const window = readWindow(node, input.sizes, null);
    const withPadding = node.int('count_include_pad', 0) !== 0;
    const counts = [window.z, window.y, window.x].map((axis) => countedTaps(axis, withPadding)).reduce(products);
    if (counts.includes(0)) node.unsupported('a window lies entirely in the padding');
    const shape = { height: window.y.output, width: window.x.output, channels: input.channels * window.z.output };
    const uniform = counts.every((count) => count === counts[0]);
    const id = averageNode(node, mapNode(node, input), shape, window, uniform ? at(counts, 0) : 1);
    const sum = mapResult(input, id, shape, window.z.output);
    if (uniform) return [sum];
    const divisors = constant('float64', sum.shape.slice(2), counts);
    return [affine(node, sum, foldBinary(node, constant('float64', [], [1]), divisors, quotient), null)];
  },
};

function products(outer: readonly number[], inner: readonly number[]): number[] {
  return outer.flatMap((a) => inner.map((b) => a * b));
}

function countedTaps(axis: WindowAxis, withPadding: boolean): number[] {
  const from = withPadding ? -axis.padBegin : 0;
  const to = withPadding ? axis.input + axis.padEnd : axis.input;
  return Array.from({ length: axis.output }, (_, position) => tapsInside(axis, position, from, to));
}

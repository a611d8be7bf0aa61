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
    const input = spatial(node, node.data(0));
    const window = readWindow(node, input.sizes, null);
    const withPadding = node.int('count_include_pad', 0) !== 0;
    const rows = countedTaps(window.y, withPadding);
    const columns = countedTaps(window.x, withPadding);
    if ([...rows, ...columns].includes(0)) node.unsupported('a window lies entirely in the padding');
    const shape = { height: window.y.output, width: window.x.output, channels: input.channels };
    const rank = input.sizes.length;
    const first = at(rows, 0) * at(columns, 0);
    const uniform = rows.every((count) => count === rows[0]) && columns.every((count) => count === columns[0]);
    const id = averageNode(node, mapNode(node, input), shape, window, uniform ? first : 1);
    const sum = mapResult(input.view, id, shape, rank);
    if (uniform) return [sum];
    const counts = rows.flatMap((row) => columns.map((column) => row * column));
    const divisors = constant('float64', sum.shape.slice(2), counts);
    return [affine(node, sum, foldBinary(node, constant('float64', [], [1]), divisors, quotient), null)];
  },
};

function countedTaps(axis: WindowAxis, withPadding: boolean): number[] {
  const from = withPadding ? -axis.padBegin : 0;
  const to = withPadding ? axis.input + axis.padEnd : axis.input;
  return Array.from({ length: axis.output }, (_, position) => tapsInside(axis, position, from, to));
}

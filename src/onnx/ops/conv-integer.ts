import { integerSums } from '../lower/integer-sums.js';
import { dequantized } from '../lower/quantization.js';
import { alongAxis, withoutScale } from '../lower/quantized-operator.js';
import type { OnnxOperator } from '../operator.js';
import { count } from '../value.js';
import { conv } from './conv.js';

/** A convolution of whole numbers, exact; zero points are subtracted first. */
export const convInteger: OnnxOperator = {
  op: 'ConvInteger',
  versions: [[10, 4, ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides']]],
  lower(node) {
    const filters = node.constant(1, 'w');
    const x = dequantized(node, node.input(0), alongAxis(withoutScale(node.optionalConstant(2, 'x_zero_point')), 0, 0));
    const w = dequantized(node, filters, alongAxis(withoutScale(node.optionalConstant(3, 'w_zero_point')), 0, filters.shape.length));
    const [result] = conv.lower(node.withInputs([x, w]));
    return [integerSums(node, result, count(filters) / Math.max(1, filters.shape[0] ?? 1))];
  },
};

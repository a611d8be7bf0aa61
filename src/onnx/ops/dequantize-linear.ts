import { dequantized, spreadTo } from '../lower/quantization.js';
import type { OnnxOperator } from '../operator.js';

/** (x - zero point) * scale with constant scales: of quantized weights and of quantized data. */
export const dequantizeLinear: OnnxOperator = {
  op: 'DequantizeLinear',
  versions: [
    [10, 3, []],
    [13, 3, ['axis']],
    [21, 3, ['axis', 'block_size']],
    [23, 3, ['axis', 'block_size', 'output_dtype']],
  ],
  lower(node) {
    const x = node.input(0);
    const zero = node.optionalConstant(2, 'x_zero_point');
    const scale = spreadTo(node, x, node.constant(1, 'x_scale'));
    return [dequantized(node, x, { scale, zero: zero === null ? null : spreadTo(node, x, zero) })];
  },
};

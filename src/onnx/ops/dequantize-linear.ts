import { affine } from '../lower/affine.js';
import { difference, foldBinary, product } from '../lower/fold.js';
import { spreadTo } from '../lower/quantization.js';
import type { OnnxOperator } from '../operator.js';
import { constant, type Value } from '../value.js';

/** (x - zero point) * scale with constant scales: of quantized weights, and of data that hold whole numbers. */
export const dequantizeLinear: OnnxOperator = {
  op: 'DequantizeLinear',
  versions: [
    [10, 3, []],
    [13, 3, ['axis']],
    [21, 3, ['axis', 'block_size']],
    [23, 3, ['axis', 'block_size', 'output_dtype']],
  ],
  lower(node) {
    const scale = node.constant(1, 'x_scale');
    const given = node.input(0);
    const x: Value = { ...given, type: scale.type };
    const factor = spreadTo(node, x, scale);
    const zero = node.optionalConstant(2, 'x_zero_point');
    const offset = zero === null ? null : spreadTo(node, x, { ...zero, type: scale.type });
    if (x.kind === 'constant') return [foldBinary(node, offset === null ? x : foldBinary(node, x, offset, difference), factor, product)];
    if (offset === null) return [affine(node, x, factor, null)];
    const minus = constant(scale.type, [], [-1]);
    return [affine(node, x, factor, foldBinary(node, foldBinary(node, offset, factor, product), minus, product))];
  },
};

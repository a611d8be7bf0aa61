import { dequantizedAt, requantized } from '../../lower/quantized-operator.js';
import type { OnnxOperator } from '../../operator.js';
import { mul } from '../mul.js';

/** A B of the numbers meant, rounded to the scale of the result. */
export const qLinearMul: OnnxOperator = {
  op: 'QLinearMul',
  versions: [[1, 8, []]],
  lower(node) {
    const [result] = mul.lower(node.withInputs([dequantizedAt(node, 0), dequantizedAt(node, 3)]));
    return [requantized(node, result, 6)];
  },
};

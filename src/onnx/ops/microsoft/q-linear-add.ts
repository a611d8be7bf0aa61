import { dequantizedAt, requantized } from '../../lower/quantized-operator.js';
import type { OnnxOperator } from '../../operator.js';
import { add } from '../add.js';

/** A + B of the numbers meant, rounded to the scale of the result. */
export const qLinearAdd: OnnxOperator = {
  op: 'QLinearAdd',
  versions: [[1, 8, []]],
  lower(node) {
    const [result] = add.lower(node.withInputs([dequantizedAt(node, 0), dequantizedAt(node, 3)]));
    return [requantized(node, result, 6)];
  },
};

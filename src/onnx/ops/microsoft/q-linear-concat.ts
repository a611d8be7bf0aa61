import { dequantizedAt, requantized } from '../../lower/quantized-operator.js';
import type { OnnxOperator } from '../../operator.js';
import { concat } from '../concat.js';

/** The parts, each with its scale and zero point, rounded to the scale of the result, which is given first. */
export const qLinearConcat: OnnxOperator = {
  op: 'QLinearConcat',
  versions: [[1, Infinity, ['axis']]],
  lower(node) {
    const count = Math.floor((node.inputs.length - 2) / 3);
    const parts = Array.from({ length: count }, (_, i) => dequantizedAt(node, 2 + 3 * i));
    const [result] = concat.lower(node.withInputs(parts));
    return [requantized(node, result, 0)];
  },
};

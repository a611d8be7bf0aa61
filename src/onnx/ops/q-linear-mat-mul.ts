import { matMul } from '../lower/matmul.js';
import { dequantized, type Quantization } from '../lower/quantization.js';
import { alongAxis, requantized } from '../lower/quantized-operator.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import type { Value } from '../value.js';

/** The product of the numbers meant, rounded to the scale of the result. Rows of A and columns of B may have scales of their own. */
export const qLinearMatMul: OnnxOperator = {
  op: 'QLinearMatMul',
  versions: [[10, 8, []]],
  lower(node) {
    return [requantized(node, matMul(node, factor(node, 0, -2), factor(node, 3, -1)), 6)];
  },
};

function factor(node: OpNode, position: number, axis: number): Value {
  const x = node.input(position);
  const parameters: Quantization = { scale: node.constant(position + 1, 'scale'), zero: node.optionalConstant(position + 2, 'zero point') };
  return dequantized(node, x, alongAxis(parameters, Math.max(0, x.shape.length + axis), x.shape.length));
}

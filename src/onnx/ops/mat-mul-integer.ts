import { integerSums } from '../lower/integer-sums.js';
import { matMul } from '../lower/matmul.js';
import { dequantized } from '../lower/quantization.js';
import { alongAxis, withoutScale } from '../lower/quantized-operator.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import type { Value } from '../value.js';

/** A product of matrices of whole numbers, exact; zero points, one for all or one for each row of A and column of B, are subtracted first. */
export const matMulInteger: OnnxOperator = {
  op: 'MatMulInteger',
  versions: [[10, 4, []]],
  lower(node) {
    const a = factor(node, 0, -2);
    return [integerSums(node, matMul(node, a, factor(node, 1, -1)), a.shape.at(-1) ?? 1)];
  },
};

function factor(node: OpNode, position: number, axis: number): Value {
  const x = node.input(position);
  const zero = node.optionalConstant(position + 2, 'zero point');
  return dequantized(node, x, alongAxis(withoutScale(zero), Math.max(0, x.shape.length + axis), x.shape.length));
}

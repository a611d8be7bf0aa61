import { affine } from '../lower/affine.js';
import { plus } from '../lower/addition.js';
import { foldBinary, product } from '../lower/fold.js';
import { matMul, matMulTransposed, swapLast } from '../lower/matmul.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { constant, type Value } from '../value.js';

const attributes = ['alpha', 'beta', 'transA', 'transB'];

/** alpha A' B' + beta C, with C broadcast. */
export const gemm: OnnxOperator = {
  op: 'Gemm',
  versions: [[7, 3, attributes]],
  lower(node) {
    const a = node.int('transA', 0) === 0 ? matrix(node, 0) : swapLast(matrix(node, 0));
    const b = matrix(node, 1);
    const alpha = node.float('alpha', 1);
    const [left, right] = b.kind === 'constant' ? [a, scaled(node, b, alpha)] : [scaled(node, a, alpha), b];
    const result = node.int('transB', 0) === 0 ? matMul(node, left, right) : matMulTransposed(node, left, right);
    const c = node.optional(2);
    return [c === null ? result : withBias(node, result, scaled(node, c, node.float('beta', 1)))];
  },
};

function matrix(node: OpNode, position: number): Value {
  const value = node.optional(position)?.kind === 'view' ? node.data(position) : node.input(position);
  if (value.shape.length !== 2) node.unsupported(`input ${position} has rank ${value.shape.length}; Gemm needs matrices`);
  return value;
}

function scaled(node: OpNode, value: Value, factor: number): Value {
  if (factor === 1) return value;
  const scalar = constant(value.type, [], [factor]);
  return value.kind === 'constant' ? foldBinary(node, value, scalar, product) : affine(node, value, scalar, null);
}

function withBias(node: OpNode, result: Value, c: Value): Value {
  const biased = plus(node, result, c);
  if (biased.shape.length !== 2 || biased.shape.some((dim, axis) => dim !== result.shape[axis])) {
    node.unsupported(`C [${c.shape.join(', ')}] does not broadcast to [${result.shape.join(', ')}]`);
  }
  return biased;
}

import { affine } from '../../lower/affine.js';
import { foldBinary, product } from '../../lower/fold.js';
import { matMul, swapLast } from '../../lower/matmul.js';
import type { OnnxOperator } from '../../operator.js';
import { constant } from '../../value.js';

/** alpha A' B', the last two axes of either swapped on demand. */
export const fusedMatMul: OnnxOperator = {
  op: 'FusedMatMul',
  versions: [[1, 2, ['alpha', 'transA', 'transB', 'transBatchA', 'transBatchB']]],
  lower(node) {
    if (node.int('transBatchA', 0) !== 0 || node.int('transBatchB', 0) !== 0) node.unsupported('transBatchA or transBatchB');
    const [a, b] = ['transA', 'transB'].map((flag, i) => (node.int(flag, 0) === 0 ? node.input(i) : swapLast(node.input(i))));
    if (a === undefined || b === undefined) return node.unsupported('inputs are missing');
    const result = matMul(node, a, b);
    const alpha = constant(result.type, [], [node.float('alpha', 1)]);
    return [result.kind === 'constant' ? foldBinary(node, result, alpha, product) : affine(node, result, alpha, null)];
  },
};

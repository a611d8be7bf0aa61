import { matMul as product } from '../lower/matmul.js';
import type { OnnxOperator } from '../operator.js';

export const matMul: OnnxOperator = {
  op: 'MatMul',
  versions: [[1, 2, []]],
  lower: (node) => [product(node, node.input(0), node.input(1))],
};

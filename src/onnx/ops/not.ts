import { complement } from '../lower/comparison.js';
import { foldUnary } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';

export const not: OnnxOperator = {
  op: 'Not',
  versions: [[1, 1, []]],
  lower(node) {
    const x = node.input(0);
    return [x.kind === 'view' ? complement(node, x) : foldUnary(node, x, (value) => (value === 0 ? 1 : 0))];
  },
};

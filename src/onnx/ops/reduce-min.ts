import { extremeReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

export const reduceMin: OnnxOperator = {
  op: 'ReduceMin',
  versions: reduceVersions(18),
  lower: (node) => [extremeReduction(node, -1)],
};

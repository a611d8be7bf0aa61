import { exactReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** Only of constants: shape arithmetic. */
export const reduceMin: OnnxOperator = {
  op: 'ReduceMin',
  versions: reduceVersions(18),
  lower: (node) => [exactReduction(node, Infinity, Math.min)],
};

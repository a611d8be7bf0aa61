import { exactReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** Only of constants: shape arithmetic. */
export const reduceMax: OnnxOperator = {
  op: 'ReduceMax',
  versions: reduceVersions(18),
  lower: (node) => [exactReduction(node, -Infinity, Math.max)],
};

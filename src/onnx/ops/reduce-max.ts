import { extremeReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

export const reduceMax: OnnxOperator = {
  op: 'ReduceMax',
  versions: reduceVersions(18),
  lower: (node) => [extremeReduction(node, 1)],
};

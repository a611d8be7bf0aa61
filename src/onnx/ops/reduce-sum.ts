import { linearReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

export const reduceSum: OnnxOperator = {
  op: 'ReduceSum',
  versions: reduceVersions(13),
  lower: (node) => [linearReduction(node, false)],
};

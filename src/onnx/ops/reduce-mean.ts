import { linearReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

export const reduceMean: OnnxOperator = {
  op: 'ReduceMean',
  versions: reduceVersions(18),
  lower: (node) => [linearReduction(node, true)],
};

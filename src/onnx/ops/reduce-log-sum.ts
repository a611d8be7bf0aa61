import { activation } from '../../activations/registry.js';
import { composedReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** The logarithm of the sum; only where that stays positive. */
export const reduceLogSum: OnnxOperator = {
  op: 'ReduceLogSum',
  versions: reduceVersions(18),
  lower: (node) => [composedReduction(node, null, activation('log'))],
};

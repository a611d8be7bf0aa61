import { activation } from '../../activations/registry.js';
import { composedReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** The logarithm of the sum of exponentials. */
export const reduceLogSumExp: OnnxOperator = {
  op: 'ReduceLogSumExp',
  versions: reduceVersions(18),
  lower: (node) => [composedReduction(node, activation('exp'), activation('log'))],
};

import { activation } from '../../activations/registry.js';
import { composedReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** The sum of absolute values. */
export const reduceL1: OnnxOperator = {
  op: 'ReduceL1',
  versions: reduceVersions(18),
  lower: (node) => [composedReduction(node, activation('abs'), null)],
};

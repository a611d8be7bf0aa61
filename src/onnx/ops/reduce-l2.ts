import { activation } from '../../activations/registry.js';
import { composedReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** The root of the sum of squares; only where it stays away from 0. */
export const reduceL2: OnnxOperator = {
  op: 'ReduceL2',
  versions: reduceVersions(18),
  lower: (node) => [composedReduction(node, activation('power', { exponent: 2 }), activation('sqrt'))],
};

import { activation } from '../../activations/registry.js';
import { composedReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** The sum of squares. */
export const reduceSumSquare: OnnxOperator = {
  op: 'ReduceSumSquare',
  versions: reduceVersions(18),
  lower: (node) => [composedReduction(node, activation('power', { exponent: 2 }), null)],
};

import type { ActivationKind } from '../../activations/activation.js';
import type { OnnxOperator } from '../operator.js';
import { activationOperator } from './activation.js';
import { customActivation, wordOf } from './custom-activation.js';

/** A noisy activation, its noise at the expectation: see `withNoise` for other draws. */
export function noisyOperator(op: string, { name, defaults }: ActivationKind): OnnxOperator {
  return activationOperator(op, [[1, 1, ['alpha', 'c', 'distribution', 'p']]], (node) => {
    const [alpha, c, p] = ['alpha', 'c', 'p'].map((attribute) => node.float(attribute, defaults[attribute] ?? NaN));
    const distribution = wordOf(node, 'distribution', ['normal', 'half-normal'], defaults['distribution'] ?? 0);
    return customActivation(node, name, { alpha: alpha ?? NaN, c: c ?? NaN, p: p ?? NaN, distribution });
  });
}

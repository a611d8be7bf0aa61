import type { ActivationKind } from '../../activations/activation.js';
import { whole } from '../layout.js';
import type { OnnxOperator } from '../operator.js';
import { activate } from './activation.js';
import { customActivation, wordOf } from './custom-activation.js';

/** A noisy activation, its noise at the expectation: see `withNoise` for other draws. Elements that repeat one another get a unit each, which draws for itself. */
export function noisyOperator(op: string, { name, defaults }: ActivationKind): OnnxOperator {
  return {
    op,
    versions: [[1, 1, ['alpha', 'c', 'distribution', 'p']]],
    lower(node) {
      const [alpha, c, p] = ['alpha', 'c', 'p'].map((attribute) => node.float(attribute, defaults[attribute] ?? NaN));
      const distribution = wordOf(node, 'distribution', ['normal', 'half-normal'], defaults['distribution'] ?? 0);
      const f = customActivation(node, name, { alpha: alpha ?? NaN, c: c ?? NaN, p: p ?? NaN, distribution });
      return [activate(node, whole(node.builder, node.data(0), node.origin), f)];
    },
  };
}

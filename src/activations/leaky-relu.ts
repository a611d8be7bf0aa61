import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { oneKink } from './shapes/one-kink.js';

const defaults = { alpha: 0.01 };

/** x for x >= 0, alpha x for x < 0; any alpha. */
export const leakyRelu: ActivationKind = {
  name: 'leaky-relu',
  onnx: ['LeakyRelu'],
  defaults,
  samples: [defaults, { alpha: 0.3 }, { alpha: 0 }],
  create(parameters = {}) {
    const values = withDefaults('leaky-relu', defaults, parameters);
    return oneKink('leaky-relu', values, values.alpha);
  },
};

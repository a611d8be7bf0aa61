import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { afterAffine } from './shapes/after-affine.js';
import { clamp } from './shapes/clamp.js';

const defaults = { alpha: 0.2, beta: 0.5 };
const unit = clamp('clip', { min: 0, max: 1 }, 0, 1);

/** max(0, min(1, alpha x + beta)), for any alpha and beta. Its kinks, -beta/alpha and (1 - beta)/alpha, are no doubles: those of clip are. */
export const hardSigmoid: ActivationKind = {
  name: 'hard-sigmoid',
  onnx: ['HardSigmoid'],
  defaults,
  samples: [defaults, { alpha: 1 / 6, beta: 0.5 }, { alpha: -0.4, beta: 0.25 }, { alpha: 0, beta: 0.3 }, { alpha: 3, beta: 0 }],
  create(parameters = {}) {
    const values = withDefaults('hard-sigmoid', defaults, parameters);
    return afterAffine('hard-sigmoid', values, values.alpha, values.beta, unit);
  },
};

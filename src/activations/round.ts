import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';
import { halfUp, roundHalfEven } from './shapes/round-half-even.js';

const stairs: Staircase = {
  value: (x) => roundHalfEven(x) + 0,
  first: -Infinity,
  last: Infinity,
  position: (k) => k - 0.5,
  level: (k) => k - 1,
  indexAt: halfUp,
  units: 0,
};

const activation = monotoneStep('round', {}, stairs, 4);

/** The nearest whole number, the even one of two. */
export const round: ActivationKind = {
  name: 'round',
  onnx: ['Round'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('round', {}, parameters);
    return activation;
  },
};

import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST } from './shapes/piecewise-curvature.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';

const stairs: Staircase = {
  value: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  first: 0,
  last: 0,
  position: () => 0,
  level: (k) => 2 * k - 1,
  indexAt: (x) => (x >= 0 ? 0 : -1),
  units: 0,
};

const activation = monotoneStep('sign', {}, stairs, STEEPEST);

/** -1, 0 or 1. */
export const sign: ActivationKind = {
  name: 'sign',
  onnx: ['Sign'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('sign', {}, parameters);
    return activation;
  },
};

import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST } from './shapes/piecewise-curvature.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';

const stairs: Staircase = {
  value: (x) => (x >= 0 ? 1 : 0),
  first: 0,
  last: 0,
  position: () => 0,
  level: (k) => k,
  indexAt: (x) => (x >= 0 ? 0 : -1),
  units: 0,
};

const activation = monotoneStep('step', {}, stairs, STEEPEST);

/** The Heaviside step: 1 for x >= 0, 0 for x < 0. */
export const step: ActivationKind = {
  name: 'step',
  onnx: [],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('step', {}, parameters);
    return activation;
  },
};

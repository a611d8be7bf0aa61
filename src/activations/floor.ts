import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';

const stairs: Staircase = {
  value: (x) => Math.floor(x) + 0,
  first: -Infinity,
  last: Infinity,
  position: (k) => k,
  level: (k) => k - 1,
  indexAt: (x) => Math.floor(x),
  units: 0,
};

const activation = monotoneStep('floor', {}, stairs, 4);

/** The largest whole number that is not above x. */
export const floor: ActivationKind = {
  name: 'floor',
  onnx: ['Floor'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('floor', {}, parameters);
    return activation;
  },
};

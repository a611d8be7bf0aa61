import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';

const stairs: Staircase = {
  value: (x) => Math.ceil(x) + 0,
  first: -Infinity,
  last: Infinity,
  position: (k) => k,
  level: (k) => k,
  indexAt: (x) => Math.floor(x),
  units: 0,
};

const activation = monotoneStep('ceil', {}, stairs, 4);

/** The smallest whole number that is not below x. */
export const ceil: ActivationKind = {
  name: 'ceil',
  onnx: ['Ceil'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('ceil', {}, parameters);
    return activation;
  },
};

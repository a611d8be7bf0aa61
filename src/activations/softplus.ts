import { ETA, UNIT } from '../engine/rounding.js';
import type { Activation, ActivationKind } from './activation.js';
import { logistic, LOGISTIC_UNITS, softplus as evaluate, SOFTPLUS_UNITS } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import { convexLines } from './shapes/convex.js';
import { type Curve, increasingRange } from './shapes/curve.js';

const curve: Curve = {
  value: evaluate,
  valueError: (_x, value) => (SOFTPLUS_UNITS + 1) * UNIT * value + 4 * ETA,
  slope: logistic,
  slopeError: (_x, slope) => (LOGISTIC_UNITS + 1) * UNIT * slope + 4 * ETA,
};

const activation: Activation = {
  name: 'softplus',
  parameters: {},
  alternatives: [],
  evaluate,
  derivative: logistic,
  range: (lower, upper, out) => increasingRange(curve, lower, upper, 0, Infinity, out),
  relax(lower, upper, _relaxation, out) {
    convexLines(this, curve, 1, 0, 1, lower, upper, out);
  },
  isLinear: () => false,
};

/** ln(1 + e^x), convex. */
export const softplus: ActivationKind = {
  name: 'softplus',
  onnx: ['Softplus'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('softplus', {}, parameters);
    return activation;
  },
};

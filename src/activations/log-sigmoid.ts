import { ETA, UNIT } from '../engine/rounding.js';
import type { Activation, ActivationKind } from './activation.js';
import { logistic, LOGISTIC_UNITS, softplus, SOFTPLUS_UNITS } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import { convexLines } from './shapes/convex.js';
import { type Curve, increasingRange } from './shapes/curve.js';

const curve: Curve = {
  value: (x) => -softplus(-x),
  valueError: (_x, value) => (SOFTPLUS_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: (x) => logistic(-x),
  slopeError: (_x, slope) => (LOGISTIC_UNITS + 1) * UNIT * slope + 4 * ETA,
};

const activation: Activation = {
  name: 'log-sigmoid',
  parameters: {},
  alternatives: [],
  evaluate: (x) => curve.value(x),
  derivative: (x) => curve.slope(x),
  range: (lower, upper, out) => increasingRange(curve, lower, upper, -Infinity, 0, out),
  relax(lower, upper, _relaxation, out) {
    convexLines(this, curve, -1, 0, 1, lower, upper, out);
  },
  isLinear: () => false,
};

/** ln(1 / (1 + e^-x)), concave. */
export const logSigmoid: ActivationKind = {
  name: 'log-sigmoid',
  onnx: [],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('log-sigmoid', {}, parameters);
    return activation;
  },
};

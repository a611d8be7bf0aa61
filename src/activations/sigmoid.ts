import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { log } from './elementary/log.js';
import { logistic, LOGISTIC_SLOPE_UNITS, LOGISTIC_UNITS, logisticSlope } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

const shape: SShape = {
  value: logistic,
  valueError: (_x, value) => (LOGISTIC_UNITS + 1) * UNIT * value + 4 * ETA,
  slope: logisticSlope,
  slopeError: (_x, slope) => (LOGISTIC_SLOPE_UNITS + 1) * UNIT * slope + 8 * ETA,
  infimum: 0,
  supremum: 1,
  steepest: 0.25,
  // s (1 - s) = slope has s = (1 + q) / 2, and x = ln(s / (1 - s)) = 2 ln((1 + q) / (2 sqrt(slope))).
  slopeInverse: (slope) => 2 * log((1 + Math.sqrt(Math.max(0, 1 - 4 * slope))) / (2 * Math.sqrt(slope))),
};

const activation = sShaped('sigmoid', shape);

/** The logistic function 1 / (1 + e^-x). */
export const sigmoid: ActivationKind = {
  name: 'sigmoid',
  onnx: ['Sigmoid'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('sigmoid', {}, parameters);
    return activation;
  },
};

import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { log } from './elementary/log.js';
import { logistic, LOGISTIC_SLOPE_UNITS, LOGISTIC_UNITS, logisticAll, logisticAndSlopes, logisticSlope } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

const VALUE_ERROR = (LOGISTIC_UNITS + 1) * UNIT;
const VALUE_UNDERFLOW = 4 * ETA;
const SLOPE_ERROR = (LOGISTIC_SLOPE_UNITS + 1) * UNIT;
const SLOPE_UNDERFLOW = 8 * ETA;

const ERRORS = { valueError: VALUE_ERROR, valueUnderflow: VALUE_UNDERFLOW, slopeError: SLOPE_ERROR, slopeUnderflow: SLOPE_UNDERFLOW };

const shape: SShape = {
  value: logistic,
  valueError: (_x, value) => VALUE_ERROR * value + VALUE_UNDERFLOW,
  slope: logisticSlope,
  slopeError: (_x, slope) => SLOPE_ERROR * slope + SLOPE_UNDERFLOW,
  infimum: 0,
  supremum: 1,
  steepest: 0.25,
  // s (1 - s) = slope has s = (1 + q) / 2, and x = ln(s / (1 - s)) = 2 ln((1 + q) / (2 sqrt(slope))).
  slopeInverse: (slope) => 2 * log((1 + Math.sqrt(Math.max(0, 1 - 4 * slope))) / (2 * Math.sqrt(slope))),
  values: logisticAll,
  valuesAndSlopes: logisticAndSlopes,
  known: { kind: 'logistic', ...ERRORS },
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

import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { log } from './elementary/log.js';
import { tanh as evaluate, TANH_SLOPE_UNITS, TANH_UNITS, tanhAll, tanhAndSlopes, tanhSlope } from './elementary/tanh.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

const VALUE_ERROR = (TANH_UNITS + 1) * UNIT;
const VALUE_UNDERFLOW = 4 * ETA;
const SLOPE_ERROR = (TANH_SLOPE_UNITS + 1) * UNIT;
const SLOPE_UNDERFLOW = 32 * ETA;

const ERRORS = { valueError: VALUE_ERROR, valueUnderflow: VALUE_UNDERFLOW, slopeError: SLOPE_ERROR, slopeUnderflow: SLOPE_UNDERFLOW };

const shape: SShape = {
  value: evaluate,
  valueError: (_x, value) => VALUE_ERROR * Math.abs(value) + VALUE_UNDERFLOW,
  slope: tanhSlope,
  slopeError: (_x, slope) => SLOPE_ERROR * slope + SLOPE_UNDERFLOW,
  infimum: -1,
  supremum: 1,
  steepest: 1,
  // 1 - t^2 = slope, and x = atanh t = ln((1 + t) / sqrt(slope)).
  slopeInverse: (slope) => log((1 + Math.sqrt(Math.max(0, 1 - slope))) / Math.sqrt(slope)),
  values: tanhAll,
  valuesAndSlopes: tanhAndSlopes,
  known: { kind: 'tanh', ...ERRORS },
};

const activation = sShaped('tanh', shape);

/** The hyperbolic tangent. */
export const tanh: ActivationKind = {
  name: 'tanh',
  onnx: ['Tanh'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('tanh', {}, parameters);
    return activation;
  },
};

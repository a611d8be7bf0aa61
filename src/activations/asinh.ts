import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { asinh as evaluate, ASINH_SLOPE_UNITS, ASINH_UNITS, asinhSlope } from './elementary/hyperbolic.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

const VALUE_ERROR = (ASINH_UNITS + 1) * UNIT;
const VALUE_UNDERFLOW = 4 * ETA;
const SLOPE_ERROR = (ASINH_SLOPE_UNITS + 1) * UNIT;
const SLOPE_UNDERFLOW = 4 * ETA;

const shape: SShape = {
  value: evaluate,
  valueError: (_x, value) => VALUE_ERROR * Math.abs(value) + VALUE_UNDERFLOW,
  slope: asinhSlope,
  slopeError: (_x, slope) => SLOPE_ERROR * slope + SLOPE_UNDERFLOW,
  infimum: -Infinity,
  supremum: Infinity,
  steepest: 1,
  slopeInverse: (slope) => Math.sqrt(Math.max(0, 1 - slope * slope)) / slope,
};

const activation = sShaped('asinh', shape);

/** The inverse of the hyperbolic sine. */
export const asinh: ActivationKind = {
  name: 'asinh',
  onnx: ['Asinh'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('asinh', {}, parameters);
    return activation;
  },
};

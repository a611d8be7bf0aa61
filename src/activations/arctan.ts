import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { atan, ATAN_SLOPE_UNITS, ATAN_UNITS, atanSlope } from './elementary/atan.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

// The double after 1.5707963267948966, which lies below pi/2.
const ABOVE_HALF_PI = 1.5707963267948968;

const VALUE_ERROR = (ATAN_UNITS + 1) * UNIT;
const VALUE_UNDERFLOW = 4 * ETA;
const SLOPE_ERROR = (ATAN_SLOPE_UNITS + 1) * UNIT;
const SLOPE_UNDERFLOW = 8 * ETA;

const shape: SShape = {
  value: atan,
  valueError: (_x, value) => VALUE_ERROR * Math.abs(value) + VALUE_UNDERFLOW,
  slope: atanSlope,
  slopeError: (_x, slope) => SLOPE_ERROR * slope + SLOPE_UNDERFLOW,
  infimum: -ABOVE_HALF_PI,
  supremum: ABOVE_HALF_PI,
  steepest: 1,
  slopeInverse: (slope) => Math.sqrt(Math.max(0, 1 - slope) / slope),
};

const activation = sShaped('arctan', shape);

/** The arctangent, in radians. */
export const arctan: ActivationKind = {
  name: 'arctan',
  onnx: ['Atan'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('arctan', {}, parameters);
    return activation;
  },
};

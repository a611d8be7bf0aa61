import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { asin as evaluate, ASIN_SLOPE_UNITS, ASIN_UNITS, asinSlope } from './elementary/asin.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (ASIN_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: asinSlope,
  slopeError: (_x: number, slope: number) => (ASIN_SLOPE_UNITS + 1) * UNIT * slope,
};
const domain = (lower: number, upper: number) => lower >= -1 && upper <= 1;
const segments = alternating(curve, [0], -1);
const activation = restricted(piecewiseCurvature('asin', {}, { segments, least: 1, most: STEEPEST }), domain);

/** The arcsine, in radians, for |x| <= 1: concave, then convex. */
export const asin: ActivationKind = {
  name: 'asin',
  onnx: ['Asin'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('asin', {}, parameters);
    return activation;
  },
};

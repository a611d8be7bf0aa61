import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { atanh as evaluate, ATANH_SLOPE_UNITS, ATANH_UNITS, atanhSlope } from './elementary/hyperbolic.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (ATANH_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: atanhSlope,
  slopeError: (_x: number, slope: number) => (ATANH_SLOPE_UNITS + 1) * UNIT * slope,
};
const domain = (lower: number, upper: number) => lower > -1 && upper < 1;
const segments = alternating(curve, [0], -1);
const activation = restricted(piecewiseCurvature('atanh', {}, { segments, least: 1, most: STEEPEST }), domain);

/** The inverse of the hyperbolic tangent, for |x| < 1: concave, then convex. */
export const atanh: ActivationKind = {
  name: 'atanh',
  onnx: ['Atanh'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('atanh', {}, parameters);
    return activation;
  },
};

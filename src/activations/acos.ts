import { UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { acos as evaluate, ASIN_SLOPE_UNITS, ASIN_UNITS, asinSlope } from './elementary/asin.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (ASIN_UNITS + 1) * UNIT * value,
  slope: (x: number) => -asinSlope(x),
  slopeError: (_x: number, slope: number) => (ASIN_SLOPE_UNITS + 1) * UNIT * Math.abs(slope),
};
const domain = (lower: number, upper: number) => lower >= -1 && upper <= 1;
const segments = alternating(curve, [0], 1);
const activation = restricted(piecewiseCurvature('acos', {}, { segments, least: -STEEPEST, most: -1, infimum: 0 }), domain);

/** The arccosine, in radians, for |x| <= 1: convex, then concave. */
export const acos: ActivationKind = {
  name: 'acos',
  onnx: ['Acos'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('acos', {}, parameters);
    return activation;
  },
};

import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { erfc, erfSlope } from './elementary/erf.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';

/**
 * x Phi(x) = x erfc(y) / 2, y = -x / sqrt(2) off by 1.5 u, which counts for erfc up to (1 + 2 y^2) times: 18 u of erfc, (1.5 + 1.5 x^2) u of y, 1 u.
 *
 * The derivative is Phi(x) + x phi(x), phi(x) = erfSlope(y) / (2 sqrt(2)), off by 16 u, by 1.5 x^2 u of y, and 3 u. x >= -3: Phi <= 1, |x phi| <= 0.25 and
 * x^2 |x phi| <= 0.5 make less than 75 u. x < -3: |x phi| <= 1.2 |f'| and Phi <= 0.2 |f'| make (22 + 1.5 x^2) u 1.4 |f'|.
 */
const curve: Curve = {
  value: (x) => 0.5 * x * erfc(-x * Math.SQRT1_2),
  valueError: (x, value) => (52 + depth(x)) * UNIT * Math.abs(value) + 4 * (1 + Math.abs(x)) * ETA,
  slope(x) {
    const y = x * Math.SQRT1_2;
    return 0.5 * erfc(-y) + y * (0.5 * erfSlope(y));
  },
  slopeError: (x, slope) => (x < -3 ? (80 + 2 * depth(x)) * UNIT * Math.abs(slope) + 512 * ETA : 80 * UNIT),
};

/** 2 x^2 where x < 0, as far as the function is not 0. */
function depth(x: number): number {
  return x < 0 ? 2 * Math.min(1600, x * x) : 0;
}

const segments = alternating(curve, [-Math.SQRT2, Math.SQRT2], -1);
const activation = piecewiseCurvature('gelu', {}, { segments, least: -0.13, most: 1.13 });

/** x Phi(x) with the normal distribution function Phi: concave, convex between -sqrt(2) and sqrt(2), concave. */
export const gelu: ActivationKind = {
  name: 'gelu',
  onnx: ['Gelu'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('gelu', {}, parameters);
    return activation;
  },
};

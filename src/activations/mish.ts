import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { exp } from './elementary/exp.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';

/** Where x tanh(softplus(x)) bends the other way. */
const INFLECTIONS = [-2.2563763963607932, 1.4905711794854285];

/** Beyond, 1 - w < 2 e^-600. */
const SATURATED = 300;

/**
 * tanh(ln(1 + e)) = n / (n + 2) = w, e = e^x, n = e (e + 2): e is off by 4 u, n by 10 u, w by 12 u, x w by 13 u.
 *
 * The derivative is w + x 4 e (e + 1) / (n + 2)^2, the second term off by 4 + 5 + 20 + 6 < 40 u of itself. x >= -3: that is at most 0.8 in size, 12 u
 * for w <= 1, the sum 1 u: 45 u. x < -3: it is at least 2.8 w in size (x (1 + e) / (1 + n / 2) w), hence at most 1.6 |f'| and w at most 0.6 |f'|: 73 u |f'|.
 */
const curve: Curve = {
  value(x) {
    if (x > SATURATED) return x;
    const e = exp(x);
    const n = e * (e + 2);
    return x * (n / (n + 2));
  },
  valueError: (x, value) => 15 * UNIT * Math.abs(value) + 8 * (1 + Math.abs(x)) * ETA,
  slope(x) {
    if (x > SATURATED) return 1;
    const e = exp(x);
    const n = e * (e + 2);
    const d = n + 2;
    return n / d + x * (((4 * e) / d) * ((e + 1) / d));
  },
  slopeError: (x, slope) => (x < -3 ? 80 * UNIT * Math.abs(slope) + 8 * (1 + Math.min(1e3, -x)) * ETA : 50 * UNIT),
};

const activation = piecewiseCurvature('mish', {}, { segments: alternating(curve, INFLECTIONS, -1), least: -0.12, most: 1.09 });

/** x tanh(softplus(x)) (Misra 2019): concave, convex, concave. */
export const mish: ActivationKind = {
  name: 'mish',
  onnx: ['Mish'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('mish', {}, parameters);
    return activation;
  },
};

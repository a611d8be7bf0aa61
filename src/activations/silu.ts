import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { logistic } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating, linearSegment } from './shapes/segment.js';

const defaults = { alpha: 1 };

/** x tanh(x / 2) = 2: where x logistic(x) bends the other way. */
const INFLECTION = 2.399357280515467;

/** x logistic(alpha x), for any alpha (SiLU for 1): concave, convex, concave for alpha > 0, the other way round for alpha < 0. */
export const silu: ActivationKind = {
  name: 'silu',
  onnx: ['Swish'],
  defaults,
  samples: [defaults, { alpha: 1.702 }, { alpha: 0.3 }, { alpha: -1.5 }, { alpha: 0 }],
  create(parameters = {}) {
    const values = withDefaults('silu', defaults, parameters);
    const { alpha } = values;
    if (alpha === 0)
      return piecewiseCurvature('silu', values, { segments: [linearSegment(-Infinity, Infinity, 0.5, 0)], least: 0.5, most: 0.5 });
    const cut = Math.abs(INFLECTION / alpha);
    const segments = alternating(curveOf(alpha), [-cut, cut], alpha > 0 ? -1 : 1);
    return piecewiseCurvature('silu', values, { segments, least: -0.11, most: 1.11 });
  },
};

/**
 * z = alpha x is off by u |z|, the logistic by 8 u and by |z| u (z < 0; 0.28 u beyond), the product by u.
 *
 * The derivative is s (1 + t), s = logistic(z), t = z logistic(-z), off by 10 u |t| + 0.6 u. z >= -3: s |t| <= 0.224, together 3 u + 10 u |f'|.
 * z < -3: |t| <= 1.54 |1 + t|, together (26 + |z|) u |f'|.
 */
function curveOf(alpha: number): Curve {
  const depth = (x: number) => Math.min(1000, Math.max(0, -alpha * x));
  return {
    value: (x) => x * logistic(alpha * x),
    valueError: (x, value) => (14 + 2 * depth(x)) * UNIT * Math.abs(value) + 4 * (1 + Math.abs(x)) * ETA,
    slope(x) {
      const z = alpha * x;
      if (Math.abs(z) > 1000) return z > 0 ? 1 : 0;
      return logistic(z) * (1 + z * logistic(-z));
    },
    slopeError: (x, slope) => (32 + 2 * depth(x)) * UNIT * Math.abs(slope) + (alpha * x >= -3 ? 4 * UNIT : 0) + 8192 * ETA,
  };
}

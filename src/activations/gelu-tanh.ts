import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { logistic } from './elementary/logistic.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';

/** (1 + tanh(v)) / 2 = logistic(2 v), 2 v = x (A + B x^2). */
const A = 1.5957691216057308;
const B = 0.07135481627260025;

/** Where it bends the other way. */
const INFLECTION = 1.4185040087908284;

/** Beyond, the logistic is 0 or 1. */
const SATURATED = 30;

/**
 * z = 2 v is off by 5 u (constants, square, products of one sign), the logistic s by 8 u and by 5 u |z| for z < 0 (0.28 * 5 u beyond), the product by u.
 *
 * The derivative is s (1 + x z' logistic(-z)), z' = A + 3 B x^2 off by 5 u, t = x z' logistic(-z) by 16 u |t| + 5 u |z t| min(1, s). x >= -3: |s t| <= 0.4 and
 * |z s t| <= 1: with s off by (8 + 5 |z|) u of |s (1 + t)| <= 1.2, less than 100 u. x < -3: |t| <= 1.1 |1 + t| makes (8 + 5 |z| + 20 + 1) u |f'|.
 */
const curve: Curve = {
  value: (x) => (Math.abs(x) > SATURATED ? Math.max(0, x) : x * logistic(argument(x))),
  valueError: (x, value) => (16 + 6 * depth(x)) * UNIT * Math.abs(value) + 4 * (1 + Math.abs(x)) * ETA,
  slope(x) {
    if (Math.abs(x) > SATURATED) return x > 0 ? 1 : 0;
    const z = argument(x);
    return logistic(z) * (1 + x * (A + 3 * B * x * x) * logistic(-z));
  },
  slopeError: (x, slope) => (x < -3 ? (40 + 6 * depth(x)) * UNIT * Math.abs(slope) + 65536 * ETA : 110 * UNIT),
};

function argument(x: number): number {
  return x * (A + B * (x * x));
}

function depth(x: number): number {
  return x < 0 ? Math.min(1000, -argument(Math.max(x, -SATURATED))) : 0;
}

const segments = alternating(curve, [-INFLECTION, INFLECTION], -1);
const activation = piecewiseCurvature('gelu-tanh', {}, { segments, least: -0.13, most: 1.13 });

/** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, the usual approximation of GELU: concave, convex, concave. */
export const geluTanh: ActivationKind = {
  name: 'gelu-tanh',
  onnx: ['Gelu'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('gelu-tanh', {}, parameters);
    return activation;
  },
};

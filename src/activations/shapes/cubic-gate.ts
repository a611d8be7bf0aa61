import { ETA, UNIT } from '../../engine/rounding.js';
import { logistic } from '../elementary/logistic.js';
import type { Curve } from './curve.js';

/** Beyond, the logistic is 0 or 1. */
const SATURATED = 30;

/**
 * x logistic(z), z = x (a + b x^2), for a and b within 0.1 % of 2 sqrt(2 / pi) and 0.044715 times that, either of them off by a unit.
 *
 * z is off by 5 u (constants, square, products of one sign), the logistic s by 8 u and by 5 u |z| for z < 0 (0.28 * 5 u beyond), the product by u.
 *
 * The derivative is s (1 + x z' logistic(-z)), z' = a + 3 b x^2 off by 5 u, t = x z' logistic(-z) by 16 u |t| + 5 u |z t| min(1, s). x >= -3: |s t| <= 0.4 and
 * |z s t| <= 1: with s off by (8 + 5 |z|) u of |s (1 + t)| <= 1.2, less than 100 u. x < -3: |t| <= 1.1 |1 + t| makes (8 + 5 |z| + 20 + 1) u |f'|.
 */
export function cubicGate(a: number, b: number): Curve {
  const argument = (x: number) => x * (a + b * (x * x));
  const depth = (x: number) => (x < 0 ? Math.min(1000, -argument(Math.max(x, -SATURATED))) : 0);
  return {
    value: (x) => (Math.abs(x) > SATURATED ? Math.max(0, x) : x * logistic(argument(x))),
    valueError: (x, value) => (16 + 6 * depth(x)) * UNIT * Math.abs(value) + 4 * (1 + Math.abs(x)) * ETA,
    slope(x) {
      if (Math.abs(x) > SATURATED) return x > 0 ? 1 : 0;
      const z = argument(x);
      return logistic(z) * (1 + x * (a + 3 * b * x * x) * logistic(-z));
    },
    slopeError: (x, slope) => (x < -3 ? (40 + 6 * depth(x)) * UNIT * Math.abs(slope) + 65536 * ETA : 110 * UNIT),
  };
}

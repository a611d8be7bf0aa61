import { exp } from './exp.js';
import { log1p } from './log.js';

/** |logistic(x) - exact| <= LOGISTIC_UNITS u exact + 2 * 2^-1074, u = 2^-53. */
export const LOGISTIC_UNITS = 8;
/** |logisticSlope(x) - exact| <= LOGISTIC_SLOPE_UNITS u exact + 4 * 2^-1074. */
export const LOGISTIC_SLOPE_UNITS = 12;
/** |softplus(x) - exact| <= SOFTPLUS_UNITS u exact + 2 * 2^-1074. */
export const SOFTPLUS_UNITS = 20;

/**
 * 1 / (1 + e^-x). With e = exp(-|x|) off by 4 u (2^-1074 on underflow), 1 + e is off by (4 e / (1 + e) + 1) u <= 3 u. x >= 0: its reciprocal, 4 u.
 * x < 0: e / (1 + e): the error of e is damped by 1 / (1 + e), sum and quotient add u each: 6 u.
 */
export function logistic(x: number): number {
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/**
 * The derivative of the logistic function, e / (1 + e)^2, e = exp(-|x|): 4 u of e amplified by |1 - e| / (1 + e) <= 1, 1 + e rounds by u and is
 * squared, square and quotient: 8 u.
 */
export function logisticSlope(x: number): number {
  const e = exp(-Math.abs(x));
  const d = 1 + e;
  return e / (d * d);
}

/**
 * ln(1 + e^x) = max(x, 0) + log1p(exp(-|x|)): 4 u of the exponential, amplified by e / ((1 + e) ln(1 + e)) <= 1, 12 u of log1p, and for x >= 0 one
 * sum of terms of the same sign: 17 u.
 */
export function softplus(x: number): number {
  const tail = log1p(exp(-Math.abs(x)));
  return x > 0 ? x + tail : tail;
}

/** {@link logistic} of the first `count` points. */
export function logisticAll(points: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] = logistic(points[i] ?? NaN);
}

/** {@link logistic} and {@link logisticSlope} of the first `count` points, from one exponential each; the same bits. */
export function logisticAndSlopes(points: Float64Array, count: number, values: Float64Array, slopes: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const x = points[i] ?? NaN;
    const e = exp(-Math.abs(x));
    const d = 1 + e;
    values[i] = (x < 0 ? e : 1) / d;
    slopes[i] = e / (d * d);
  }
}

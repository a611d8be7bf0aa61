import { exp, expm1OfReduced, INVERSE_LN2, reduce } from './exp.js';
import { powerOfTwo } from './power-of-two.js';

/** |tanh(x) - exact| <= TANH_UNITS u |exact|, u = 2^-53. */
export const TANH_UNITS = 12;
/** |tanhSlope(x) - exact| <= TANH_SLOPE_UNITS u |exact| + 16 * 2^-1074. */
export const TANH_SLOPE_UNITS = 12;

/**
 * Hyperbolic tangent with relative error <= {@link TANH_UNITS} u at every magnitude.
 *
 * |x| < 2^-28: x, off by x^2/3 < u/24. |x| > 22: 1, off by 2 e^-44 < u/300. |x| < 0.55: t / (t + 2), t = e^2x - 1 off by 8 u, amplified by
 * 2 / (t + 2) <= 1, sum and quotient: 10 u. Else 1 - 2 / (E + 1), E = e^2x off by 4 u, E + 1 by 5 u, the quotient by 6 u of at most 0.4996, the
 * difference (>= 0.5004) by u: (3 / 0.5004 + 1) u = 7 u.
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 2 ** -28) return x;
  return x < 0 ? -tanhOfPositive(a) : tanhOfPositive(a);
}

/** `exp` and `expm1` of 2a as elementary/exp.ts has them, up to their common polynomial in one: 2a lies between 2^-27 and 44. */
function tanhOfPositive(a: number): number {
  if (a > 22) return 1;
  const k = Math.floor(2 * a * INVERSE_LN2 + 0.5);
  const s = expm1OfReduced(reduce(2 * a, k));
  if (a >= 0.55) return 1 - 2 / ((1 + s) * powerOfTwo(k) + 1);
  // k = 0 adds 0, and multiplies by 1.
  const t = (s + (1 - powerOfTwo(-k))) * powerOfTwo(k);
  return t / (t + 2);
}

/** {@link tanh} of the first `count` points. */
export function tanhAll(points: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] = tanh(points[i] ?? NaN);
}

/**
 * tanh'(x) = 4 E / (1 + E)^2, E = e^2|x|, beyond |x| = 22, where the powers of two would not be enough, E = e^-2|x|. E is off by 4 u, amplified by
 * |1 - E| / (1 + E) <= 1; 1 + E rounds by u and is squared; square and quotient: 4 + 2 + 1 + 1 = 8 u; an underflowing E adds 2^-1074, times 4.
 */
export function tanhSlope(x: number): number {
  const a = Math.abs(x);
  const e = a > 22 ? exp(-2 * a) : expOfTwice(a);
  const d = e + 1;
  return (4 * e) / (d * d);
}

/** e^2a, 0 <= a <= 22, as {@link exp} has it. */
function expOfTwice(a: number): number {
  const k = Math.floor(2 * a * INVERSE_LN2 + 0.5);
  return (1 + expm1OfReduced(reduce(2 * a, k))) * powerOfTwo(k);
}

/** {@link tanh} and {@link tanhSlope} of the first `count` points, from one exponential each; the same bits. */
export function tanhAndSlopes(points: Float64Array, count: number, values: Float64Array, slopes: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const x = points[i] ?? NaN;
    const a = Math.abs(x);
    if (a > 22 || a < 2 ** -28) {
      values[i] = tanh(x);
      slopes[i] = tanhSlope(x);
      continue;
    }
    const k = Math.floor(2 * a * INVERSE_LN2 + 0.5);
    const s = expm1OfReduced(reduce(2 * a, k));
    const scale = powerOfTwo(k);
    const e = (1 + s) * scale;
    const d = e + 1;
    slopes[i] = (4 * e) / (d * d);
    const t = (s + (1 - powerOfTwo(-k))) * scale;
    const value = a >= 0.55 ? 1 - 2 / d : t / (t + 2);
    values[i] = x < 0 ? -value : value;
  }
}

import { LN2_HI, LN2_LO } from './exp.js';
import { type Binary, splitPowerOfTwo } from './power-of-two.js';

/** |log(x) - ln x| <= LOG_UNITS u |ln x|, u = 2^-53. */
export const LOG_UNITS = 8;
/** |log1p(x) - ln(1 + x)| <= LOG1P_UNITS u |ln(1 + x)|. */
export const LOG1P_UNITS = 12;

const binary: Binary = { exponent: 0, mantissa: 0 };

/**
 * ln(1 + f) = 2 atanh(s), s = f / (2 + f), for sqrt(1/2) <= 1 + f <= sqrt(2): |s| <= 0.17158, z = s^2 <= 0.02944.
 *
 * s: two roundings, amplified by s / ((1 - z) atanh s) <= 1.03: 2.06 u. The series after its first term is at most 0.0102 of the whole, its
 * rounding <= 0.05 u; truncated after z^10: z^11 / 23 / (1 - z) < 0.01 u; the last sum: u. Together < 3.2 u; used as 4 u.
 */
function log1pOfReduced(f: number): number {
  const s = f / (2 + f);
  return 2 * s + 2 * s * atanhTail(s * s);
}

/** z/3 + z^2/5 + .. + z^10/21: atanh(s) / s - 1 for z = s^2 <= 0.02944, truncated by less than 0.01 u, with rounding of 4 u of itself. */
export function atanhTail(z: number): number {
  let p = 1 / 21;
  p = 1 / 19 + z * p;
  p = 1 / 17 + z * p;
  p = 1 / 15 + z * p;
  p = 1 / 13 + z * p;
  p = 1 / 11 + z * p;
  p = 1 / 9 + z * p;
  p = 1 / 7 + z * p;
  p = 1 / 5 + z * p;
  p = 1 / 3 + z * p;
  return z * p;
}

/**
 * ln x with relative error <= {@link LOG_UNITS} u; -Infinity at 0, NaN below.
 *
 * x = 2^k m, m in [sqrt(1/2), sqrt(2)] exactly, so m - 1 is exact (Sterbenz). k = 0: 4 u. k != 0: |ln x| >= 0.3465; k LN2_HI is exact, k LN2_LO
 * is off by < 1e-6 u, ln m by 4 * 0.3466 u, the inner sum by 0.3466 u, the outer by u: (1.74 / 0.3465 + 1) u < 6.1 u.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  splitPowerOfTwo(x, binary);
  const { exponent: k, mantissa: m } = binary;
  const tail = log1pOfReduced(m - 1);
  return k === 0 ? tail : k * LN2_HI + (k * LN2_LO + tail);
}

/**
 * ln(1 + x) with relative error <= {@link LOG1P_UNITS} u; -Infinity at -1, NaN below.
 *
 * |x| < 2^-54: x itself, off by x^2/2. Where 1 + x lies in [sqrt(1/2), sqrt(2)]: the series on x itself, 4 u. Elsewhere log(1 + x): the rounding of
 * 1 + x moves the logarithm by <= 1.01 u, and |ln(1 + x)| >= 0.346: 8 u + 3 u.
 */
export function log1p(x: number): number {
  if (Math.abs(x) < 2 ** -54) return x;
  if (x >= -0.2928 && x <= 0.4142) return log1pOfReduced(x);
  return log(1 + x);
}

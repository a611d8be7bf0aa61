import { scaleByPowerOfTwo } from './power-of-two.js';

/** |exp(x) - e^x| <= EXP_UNITS u e^x + 2^-1074, u = 2^-53. */
export const EXP_UNITS = 4;
/** |expm1(x) - (e^x - 1)| <= EXPM1_UNITS u |e^x - 1|. */
export const EXPM1_UNITS = 8;

export const INVERSE_LN2 = 1.4426950408889634;
// ln 2 = LN2_HI + LN2_LO (1 + 2^-50): HI has 32 significant bits, so that k HI is exact for |k| <= 1075 (11 bits).
export const LN2_HI = 0.6931471803691238;
export const LN2_LO = 1.9082149292705877e-10;

/**
 * e^r - 1 for |r| <= R = 0.34658, by its Taylor polynomial r + r^2 p(r) of degree 13; p from its even and its odd powers, E + r O, polynomials of s = r^2 <= 0.1202, so that two chains of
 * half the length run side by side.
 *
 * Truncation: R^14/14! (1 + R/15 + ..) < 0.04 u, and < 0.11 u |r|. Horner, each step with the rounding of s, of the coefficient, the product and the sum: E <= 0.506 with absolute error
 * <= 0.53 u, O <= 0.168 with <= 0.34 u, so r O <= 0.059 with <= 0.18 u, and p <= 0.564 with <= 1.28 u; s p: <= r^2 (1.28 + 2 * 0.564) u <= min(0.29, 0.84 |r|) u; the
 * last sum: u |e^r - 1|, and |e^r - 1| >= 0.845 |r|. Together: relative error <= (0.84 + 0.11) / 0.845 u + u < 2.2 u, absolute error
 * <= 0.33 u + u |e^r - 1|. (r^2 must not underflow: callers treat |r| < 2^-54 themselves or add 1.)
 */
export function expm1OfReduced(r: number): number {
  const s = r * r;
  let even = 1 / 479001600;
  let odd = 1 / 6227020800;
  even = 1 / 3628800 + s * even;
  odd = 1 / 39916800 + s * odd;
  even = 1 / 40320 + s * even;
  odd = 1 / 362880 + s * odd;
  even = 1 / 720 + s * even;
  odd = 1 / 5040 + s * odd;
  even = 1 / 24 + s * even;
  odd = 1 / 120 + s * odd;
  even = 0.5 + s * even;
  odd = 1 / 6 + s * odd;
  return r + s * (even + r * odd);
}

/**
 * x - k ln 2 with absolute error <= 0.36 u for k = round(x / ln 2), |k| <= 1075. x - k HI is exact: for k != 0 both are multiples of
 * ulp(x) or 2^-32, whichever is smaller, at least 2^-54, and the difference is below 1/2. k LO has error < 1e-6 u, the last
 * difference rounds with u R.
 */
export function reduce(x: number, k: number): number {
  return x - k * LN2_HI - k * LN2_LO;
}

/**
 * e^x with relative error <= {@link EXP_UNITS} u, plus 2^-1074 where the result is subnormal or 0.
 *
 * e^x = 2^k e^r. Argument: 0.36 u. Polynomial: absolute (0.33 + |e^r - 1|) u <= 0.75 u for r >= 0, 0.63 u for r < 0. Adding 1: u for
 * r >= 0, u/2 for r < 0. Relative to e^r (>= 1, or >= 0.707): below 2.2 u. Scaling is exact or rounds once, by <= 2^-1075.
 */
export function exp(x: number): number {
  if (x > 709.8) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  return scaleByPowerOfTwo(1 + expm1OfReduced(reduce(x, k)), k);
}

/**
 * e^x - 1 with relative error <= {@link EXPM1_UNITS} u at every magnitude.
 *
 * |x| < 2^-54: x itself, off by x^2/2. k = 0: the polynomial, 2.2 u. x < -40: -1, off by e^-40 < u/20. Otherwise 2^k (s + (1 - 2^-k)),
 * s = e^r - 1 with absolute error <= (0.36 * 1.415 + 0.75) u < 1.27 u; 1 - 2^-k is exact for k <= 53 and off by <= u/2 beyond; the
 * sum rounds with u and is >= 0.207 for k = 1, >= 0.457 for k >= 2, >= 0.586 in size for k < 0: (1.27 / 0.207 + 1) u < 7.2 u.
 */
export function expm1(x: number): number {
  if (x > 709.8) return Infinity;
  if (x < -40) return -1;
  if (Math.abs(x) < 2 ** -54) return x;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  if (k === 0) return expm1OfReduced(x);
  const s = expm1OfReduced(reduce(x, k));
  return k < 0 ? (s + (1 - scaleByPowerOfTwo(1, -k))) * scaleByPowerOfTwo(1, k) : scaleByPowerOfTwo(s + (1 - scaleByPowerOfTwo(1, -k)), k);
}

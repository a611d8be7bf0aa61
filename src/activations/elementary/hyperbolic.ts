import { exp, expm1 } from './exp.js';
import { log, log1p } from './log.js';

/** |sinh(x) - exact| <= SINH_UNITS u |exact|, u = 2^-53, for |x| <= 709. */
export const SINH_UNITS = 13;
/** |cosh(x) - exact| <= COSH_UNITS u exact, for |x| <= 709. */
export const COSH_UNITS = 8;
/** |asinh(x) - exact| <= ASINH_UNITS u |exact|. */
export const ASINH_UNITS = 20;
/** |asinhSlope(x) - exact| <= ASINH_SLOPE_UNITS u exact. */
export const ASINH_SLOPE_UNITS = 5;
/** |acosh(x) - exact| <= ACOSH_UNITS u exact, for x >= 1. */
export const ACOSH_UNITS = 18;
/** |acoshSlope(x) - exact| <= ACOSH_SLOPE_UNITS u exact, for x > 1. */
export const ACOSH_SLOPE_UNITS = 5;
/** |atanh(x) - exact| <= ATANH_UNITS u |exact|, for |x| < 1. */
export const ATANH_UNITS = 16;
/** |atanhSlope(x) - exact| <= ATANH_SLOPE_UNITS u exact, for |x| < 1. */
export const ATANH_SLOPE_UNITS = 5;

const LN2 = 0.6931471805599453;

/** Beyond, 1 / x^2 < u / 8. */
const FAR = 2 ** 28;

/** (t + t / (t + 1)) / 2, t = e^|x| - 1 off by 8 u: t / (t + 1) passes on at most that, sum and quotient make 10 u; all is positive: 11 u. */
export function sinh(x: number): number {
  const t = expm1(Math.abs(x));
  const y = (t + t / (t + 1)) / 2;
  return x < 0 ? -y : x === 0 ? x : y;
}

/** (e + 1 / e) / 2, e = e^|x| off by 4 u: 5 u of the reciprocal, 6 u of the sum. */
export function cosh(x: number): number {
  const e = exp(Math.abs(x));
  return (e + 1 / e) / 2;
}

/**
 * ln(1 + a + a^2 / (1 + sqrt(1 + a^2))), a = |x|: square u, root 2 u, sum 3 u, quotient 5 u, sum 6 u, damped by the logarithm, whose 12 u make 18 u. An underflowing
 * square is nothing beside a. Far out ln a + ln 2: 8 u of the logarithm, u of the sum, and 1 / (4 a^2).
 */
export function asinh(x: number): number {
  const a = Math.abs(x);
  if (a === 0) return x;
  const square = a * a;
  const y = a > FAR ? log(a) + LN2 : log1p(a + square / (1 + Math.sqrt(1 + square)));
  return x < 0 ? -y : y;
}

/** asinh'(x) = 1 / sqrt(1 + x^2): square and sum 2 u, the root 2 u, the quotient 3 u; far out 1 / |x|, off by 1 / (2 x^2). */
export function asinhSlope(x: number): number {
  const a = Math.abs(x);
  return a > FAR ? 1 / a : 1 / Math.sqrt(1 + a * a);
}

/** x^2 - 1 from t = x - 1: difference, sum and product 3 u. */
function squareLessOne(x: number): number {
  return (x - 1) * (x + 1);
}

/**
 * ln(1 + t + sqrt(t (x + 1))), t = x - 1, x >= 1: t is off by u, the root by 2.5 u, the sum by 3.5 u, damped by the logarithm, whose 12 u make 15.5 u. Far out
 * ln x + ln 2: 9 u, and 1 / (4 x^2). NaN below 1.
 */
export function acosh(x: number): number {
  return x > FAR ? log(x) + LN2 : log1p(x - 1 + Math.sqrt(squareLessOne(x)));
}

/** acosh'(x) = 1 / sqrt(x^2 - 1), infinite at 1: 2.5 u of the root, u of the quotient; far out 1 / x, off by 1 / (2 x^2). */
export function acoshSlope(x: number): number {
  return x > FAR ? 1 / x : 1 / Math.sqrt(squareLessOne(x));
}

/** ln(1 + 2a / (1 - a)) / 2, a = |x| < 1: the quotient is off by 2 u, damped by the logarithm, whose 12 u make 14 u. */
export function atanh(x: number): number {
  const a = Math.abs(x);
  if (a === 0) return x;
  const y = log1p((2 * a) / (1 - a)) / 2;
  return x < 0 ? -y : y;
}

/** atanh'(x) = 1 / (1 - x^2): difference, sum, product and quotient. */
export function atanhSlope(x: number): number {
  return 1 / ((1 - x) * (1 + x));
}

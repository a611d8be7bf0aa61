import { atan } from './atan.js';

/** |asin(x) - exact| <= ASIN_UNITS u |exact|, u = 2^-53, for |x| <= 1; the same for acos. */
export const ASIN_UNITS = 14;
/** |asinSlope(x) - exact| <= ASIN_SLOPE_UNITS u exact, for |x| < 1. */
export const ASIN_SLOPE_UNITS = 5;

/** sqrt(1 - x^2): difference, sum and product round by u each, the root halves 3 u and adds u: 2.5 u. */
function cosine(x: number): number {
  return Math.sqrt((1 - x) * (1 + x));
}

/** asin x = atan(x / sqrt(1 - x^2)): 3.5 u, which the arctangent damps, and its own 8 u: 11.5 u. At 1 it is atan of infinity. NaN beyond. */
export function asin(x: number): number {
  return x === 0 ? x : atan(x / cosine(x));
}

/** acos x = 2 atan sqrt((1 - x) / (1 + x)): difference, sum and quotient make 3 u, the root 2.5 u, the arctangent 10.5 u. NaN beyond 1. */
export function acos(x: number): number {
  return 2 * atan(Math.sqrt((1 - x) / (1 + x)));
}

/** asin'(x) = 1 / sqrt(1 - x^2), infinite at 1: 2.5 u and the quotient. */
export function asinSlope(x: number): number {
  return 1 / cosine(x);
}

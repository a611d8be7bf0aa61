import { exp, LN2_HI, LN2_LO } from './exp.js';
import { atanhTail } from './log.js';
import { type Binary, splitPowerOfTwo } from './power-of-two.js';

/** |pow(x, p) - x^p| <= (POW_UNITS + |p| / 8) u x^p + 2 * 2^-1074, u = 2^-53. */
export const POW_UNITS = 6;

/** ln x as a sum of two doubles, the second at most 0.011 of the first. */
export interface LogParts {
  high: number;
  low: number;
}

const binary: Binary = { exponent: 0, mantissa: 0 };
const parts: LogParts = { high: 0, low: 0 };

/** The error of the rounded product of two doubles up to 2^900 in size, exact unless it is less than 2^-960 (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const aHigh = highHalf(a);
  const bHigh = highHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of a (Veltkamp). */
function highHalf(a: number): number {
  const scaled = 134217729 * a;
  return scaled - (scaled - a);
}

/**
 * Writes ln x of a positive finite x to `out`: off by 0.16 u |ln x| and by 0.055 u.
 *
 * x = 2^k (1 + f), ln(1 + f) = 2 atanh(s + t), s + t = f / (2 + f): s is the rounded quotient, t the remainder of the division, and of the rounded 2 + f, divided: exact but for
 * terms of u^2. |t| <= 2 u |s|. The tail of the series is at most 0.0102 |ln(1 + f)|; with s^2 for (s + t)^2 (5 u), s for s + t, its rounding and two products it
 * is off by 12 u, truncation and the last sum add 0.02 u: 0.15 u |ln(1 + f)| <= 0.052 u. k LN2_HI is exact, its sum with 2 s is split exactly, k LN2_LO is at most
 * 2.1e-7, so that the three sums of the low part, <= 0.0038, round by 0.008 u at most where k != 0, and |ln x| >= 0.346 there.
 */
export function logParts(x: number, out: LogParts): void {
  splitPowerOfTwo(x, binary);
  const f = binary.mantissa - 1;
  const d = 2 + f;
  const s = f / d;
  const product = s * d;
  const t = (f - product - productError(s, d, product) - s * (f - (d - 2))) / d;
  const tail = 2 * t + 2 * s * atanhTail(s * s);
  const a = binary.exponent * LN2_HI;
  const b = 2 * s;
  const sum = a + b;
  const head = sum - b;
  out.high = sum;
  out.low = a - head + (b - (sum - head)) + (binary.exponent * LN2_LO + tail);
}

/**
 * e^(factor ln) of a logarithm in two parts: off by (5.1 + 0.19 |factor ln|) u, and by (5.1 + 0.07 |factor|) u, of itself, and by 2 * 2^-1074.
 *
 * factor high = product + its error, exactly; factor low and its sum with that error round by 0.022 u |factor ln|, and by 0.008 u |factor|. y = y1 + y2 exactly,
 * |y2| <= 745 u, e^y2 = 1 + y2 but for 2^-87. exp: 4 u, the last sum: u. (A product so small that its error is not
 * exact is nothing beside 1.)
 */
export function expOfMultiple(factor: number, { high, low }: LogParts): number {
  const product = factor * high;
  if (!(Math.abs(product) < 800)) return exp(product);
  const rest = productError(factor, high, product) + factor * low;
  const y = product + rest;
  const value = exp(y);
  return value === Infinity ? value : value + value * (rest - (y - product));
}

/** x^p for x >= 0, 1e-100 <= |p| <= 1024; NaN for x < 0. */
export function pow(x: number, p: number): number {
  if (!(x > 0)) return x === 0 ? (p > 0 ? 0 : Infinity) : NaN;
  if (x === Infinity) return p > 0 ? x : 0;
  logParts(x, parts);
  return expOfMultiple(p, parts);
}

/** x^n for a whole n >= 1 by at most n - 1 roundings: (n - 1) u of itself, and 2^-1074 for each that underflows, after which |x| < 1 damps it. */
export function wholePower(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let left = n; ; left = (left - (left % 2)) / 2) {
    if (left % 2 === 1) result *= square;
    if (left <= 1) return result;
    square *= square;
  }
}

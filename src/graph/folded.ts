import { ETA, UNIT } from '../engine/rounding.js';

/**
 * Arithmetic of folded constants: each is stored as a double together with an absolute bound of its distance from the constant of
 * exact real arithmetic (docs/soundness.md). Bounds are themselves computed in doubles, so every result is pushed up.
 */

/** Smallest normal double: below it a product has no relative error bound. */
const NORMAL = 2 ** -1022;

/** A double above the real value of a short sum or product of bounds that rounded to x >= 0 (fewer than 2^12 operations). */
export function upward(x: number): number {
  return x * (1 + 2 ** -40) + 16 * ETA;
}

/** Bound of the rounding error of one operation with result x. */
export function roundingOf(x: number): number {
  return Math.abs(x) * UNIT * (1 + 2 ** -50) + ETA;
}

/** True for ±2^k: multiplying by it is exact where the product is normal. */
export function isPowerOfTwo(x: number): boolean {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const exponent = (bits.getUint16(0) >> 4) & 0x7ff;
  return exponent > 0 && exponent < 0x7ff && (bits.getUint32(0) & 0xfffff) === 0 && bits.getUint32(4) === 0;
}

/** True for numbers that are neither zero, subnormal nor infinite: rounding to them has a relative error of at most u. */
export function isNormal(x: number): boolean {
  return Math.abs(x) >= NORMAL && Math.abs(x) < Infinity;
}

/** |a' b' - fl(a b)| for |a' - a| <= errorA and |b' - b| <= errorB. */
export function productError(a: number, errorA: number, b: number, errorB: number): number {
  const exactZero = (a === 0 && errorA === 0) || (b === 0 && errorB === 0);
  if (exactZero || (errorA === 0 && errorB === 0 && isExactProduct(a, b))) return 0;
  return upward(Math.abs(a) * errorB + Math.abs(b) * errorA + errorA * errorB + roundingOf(a * b));
}

/** Zero, by a power of two, or of two float32 numbers (24 bits each). */
function isExactProduct(a: number, b: number): boolean {
  if (a === 0 || b === 0) return true;
  const isShort = Math.fround(a) === a && Math.fround(b) === b;
  return (isShort || isPowerOfTwo(a) || isPowerOfTwo(b)) && isNormal(a * b);
}

/** |a'/b' - fl(a/b)| <= (errorA + |a/b| errorB) / (|b| - errorB) + rounding. */
export function quotientError(a: number, errorA: number, b: number, errorB: number): number {
  const room = Math.abs(b) - errorB;
  if (!(room > 0)) return Infinity;
  if (errorA === 0 && (a === 0 || (errorB === 0 && isExactQuotient(a, b)))) return 0;
  const ratio = Math.abs(a / b);
  return upward((errorA + (ratio + roundingOf(ratio)) * errorB) / (room * (1 - 2 ** -50)) + roundingOf(ratio));
}

function isExactQuotient(a: number, b: number): boolean {
  return isPowerOfTwo(b) && isNormal(a / b);
}

/** |(a' + b') - fl(a + b)|. */
export function sumError(a: number, errorA: number, b: number, errorB: number): number {
  if (errorA === 0 && errorB === 0 && isExactSum(a, b)) return 0;
  return upward(errorA + errorB + roundingOf(a + b));
}

/** Knuth's two-sum gives the rounding error of a sum exactly. */
function isExactSum(a: number, b: number): boolean {
  const sum = a + b;
  const part = sum - a;
  return a - (sum - part) + (b - part) === 0;
}

/**
 * The least whole k with error <= k u |value| for every element: the `weightUnits` of a node. Infinity when a stored zero (or
 * subnormal) may stand for another number.
 */
export function relativeUnits(data: Float64Array, error: Float64Array | null): number {
  if (error === null) return 0;
  let units = 0;
  for (const [i, bound] of error.entries()) {
    if (bound === 0) continue;
    const magnitude = Math.abs(data[i] ?? NaN);
    if (!(magnitude >= NORMAL)) return Infinity;
    units = Math.max(units, bound / (UNIT * magnitude));
  }
  return Math.ceil(upward(units));
}

/** null for an array of zeros: exact. */
export function nullIfZero(error: Float64Array): Float64Array | null {
  return error.every((value) => value === 0) ? null : error;
}

import { add, type Dyadic, negate } from './dyadic.js';

export const ONE: Dyadic = { mantissa: 1n, exponent: 0 };

export function subtract(a: Dyadic, b: Dyadic): Dyadic {
  return add(a, negate(b));
}

export function sign(a: Dyadic): -1 | 0 | 1 {
  return a.mantissa > 0n ? 1 : a.mantissa < 0n ? -1 : 0;
}

export function less(a: Dyadic, b: Dyadic): boolean {
  return sign(subtract(a, b)) < 0;
}

export function absolute(a: Dyadic): Dyadic {
  return a.mantissa < 0n ? negate(a) : a;
}

/** a 2^k. */
export function scale(a: Dyadic, k: number): Dyadic {
  return { mantissa: a.mantissa, exponent: a.exponent + k };
}

/** floor(log2 |a|) + 1 of a number other than 0. */
export function bitLength(a: Dyadic): number {
  return absolute(a).mantissa.toString(2).length + a.exponent;
}

/** floor(a 2^bits). */
export function toFixed(a: Dyadic, bits: number): bigint {
  const shift = a.exponent + bits;
  return shift >= 0 ? a.mantissa << BigInt(shift) : a.mantissa >> BigInt(-shift);
}

/** a / b to 300 significant bits or more. */
export function divide(a: Dyadic, b: Dyadic): Dyadic {
  const shift = Math.max(0, 300 + b.mantissa.toString(2).length - a.mantissa.toString(2).length);
  return { mantissa: (a.mantissa << BigInt(shift)) / b.mantissa, exponent: a.exponent - b.exponent - shift };
}

/** a as a double, within a few ulps. */
export function toNumber(a: Dyadic): number {
  if (a.mantissa === 0n) return 0;
  const length = bitLength(a);
  const leading = Number(toFixed(a, 60 - length)) * 2 ** -60;
  const half = Math.max(-1000, Math.min(1000, length));
  return leading * 2 ** half * 2 ** Math.max(-1000, length - half);
}

import { add, type Dyadic, negate, ZERO } from './dyadic.js';
import { absolute, bitLength, divide, less, ONE, scale, sign, subtract, toFixed } from './dyadic-parts.js';

/**
 * High-precision elementary functions in BigInt fixed point: relative error below 2^-200, except that a result below 2^-3000 may come
 * out as 0. Series summed until their terms vanish at `bits` >= 256 fractional bits.
 */
const BITS = 256;

/** What a checker must allow: |precise value - exact value| <= allowance. */
export function allowance(value: Dyadic): Dyadic {
  return add(scale(absolute(value), -200), { mantissa: 1n, exponent: -3000 });
}

/** e^x. */
export function exp(x: Dyadic): Dyadic {
  if (less(x, { mantissa: -3000n, exponent: 0 })) return ZERO;
  const k = Number(((toFixed(x, BITS) << BigInt(BITS)) / ln2(BITS)) >> BigInt(BITS));
  const r = toFixed(x, BITS) - ((BigInt(k) * ln2(2 * BITS)) >> BigInt(BITS));
  return { mantissa: expSeries(r, BITS) + (1n << BigInt(BITS)), exponent: k - BITS };
}

/** e^x - 1, relatively precise near 0 too. */
export function expm1(x: Dyadic): Dyadic {
  if (x.mantissa === 0n) return ZERO;
  if (less(ONE, absolute(scale(x, 1)))) return subtract(exp(x), ONE);
  const bits = BITS - Math.min(0, bitLength(x));
  return { mantissa: expSeries(toFixed(x, bits), bits), exponent: -bits };
}

/** e^r - 1, r and the result in fixed point. */
function expSeries(r: bigint, bits: number): bigint {
  let sum = 0n;
  let term = r;
  for (let n = 2n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = ((term * r) / n) >> BigInt(bits);
  }
  return sum;
}

/** ln x, x > 0. */
export function log(x: Dyadic): Dyadic {
  if (sign(x) <= 0) throw new Error('no real logarithm');
  const offset = subtract(x, ONE);
  if (offset.mantissa === 0n) return ZERO;
  // Within 1/2 of 1, so that nothing cancels; elsewhere x = 2^k m, m in [1/2, 1).
  if (bitLength(offset) <= -1) return log1p(offset);
  const k = bitLength(x);
  const tail = log1p(subtract(scale(x, -k), ONE));
  return add(tail, { mantissa: BigInt(k) * ln2(2 * BITS), exponent: -2 * BITS });
}

/** ln(1 + x), x > -1, relatively precise near 0 too; x must not be closer to -1 than a double can be. */
export function log1p(x: Dyadic): Dyadic {
  if (x.mantissa === 0n) return ZERO;
  if (bitLength(x) >= 1 || less(x, { mantissa: -5n, exponent: -3 })) return log(add(ONE, x));
  const bits = BITS - Math.min(0, bitLength(x));
  const f = toFixed(x, bits);
  const s = (f << BigInt(bits)) / ((2n << BigInt(bits)) + f);
  return { mantissa: 2n * oddSeries(s, bits, 1n), exponent: -bits };
}

/** s + sign s^3/3 + s^5/5 + ..: atanh s for sign 1, atan s for sign -1. */
function oddSeries(s: bigint, bits: number, alternate: 1n | -1n): bigint {
  const shift = BigInt(bits);
  const square = alternate * ((s * s) >> shift);
  let sum = 0n;
  let power = s;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = (power * square) >> shift;
  }
  return sum;
}

/** tanh x = -t / (2 + t), t = e^-2|x| - 1. */
export function tanh(x: Dyadic): Dyadic {
  const t = expm1(scale(negate(absolute(x)), 1));
  const positive = divide(negate(t), add({ mantissa: 2n, exponent: 0 }, t));
  return sign(x) < 0 ? negate(positive) : positive;
}

/** 1 / (1 + e^-x). */
export function logistic(x: Dyadic): Dyadic {
  const e = exp(negate(absolute(x)));
  return divide(sign(x) < 0 ? e : ONE, add(ONE, e));
}

/** ln(1 + e^x). */
export function softplus(x: Dyadic): Dyadic {
  const tail = log1p(exp(negate(absolute(x))));
  return sign(x) > 0 ? add(x, tail) : tail;
}

/** Arctangent: pi/2 - atan(1/x) beyond 1, atan(c) + atan((x - c) / (1 + c x)) for c = j/16. */
export function atan(x: Dyadic): Dyadic {
  if (x.mantissa === 0n) return ZERO;
  if (sign(x) < 0) return negate(atan(negate(x)));
  if (less(ONE, x)) return subtract({ mantissa: pi(BITS), exponent: -BITS - 1 }, atan(divide(ONE, x)));
  const bits = BITS - Math.min(0, bitLength(x));
  const t = toFixed(x, bits);
  const j = Number((t + (1n << BigInt(bits - 5))) >> BigInt(bits - 4));
  return { mantissa: j === 0 ? oddSeries(t, bits, -1n) : atanOfSixteenth(j, bits) + atanAround(t, j, bits), exponent: -bits };
}

function atanAround(t: bigint, j: number, bits: number): bigint {
  const one = 1n << BigInt(bits);
  const c = (BigInt(j) * one) / 16n;
  return oddSeries(((t - c) << BigInt(bits)) / (one + ((t * c) >> BigInt(bits))), bits, -1n);
}

const sixteenths = new Map<string, bigint>();

/** atan(j/16) by steps of one sixteenth. */
function atanOfSixteenth(j: number, bits: number): bigint {
  if (j === 0) return 0n;
  const key = `${j}/${bits}`;
  const known = sixteenths.get(key);
  if (known !== undefined) return known;
  const extra = bits + 16;
  const t = (BigInt(j) << BigInt(extra)) / 16n;
  const value = (atanOfSixteenth(j - 1, extra) + atanAround(t, j - 1, extra)) >> 16n;
  sixteenths.set(key, value);
  return value;
}

const ln2Cache = new Map<number, bigint>();

/** ln 2 = 2 atanh(1/3). */
function ln2(bits: number): bigint {
  const known = ln2Cache.get(bits);
  if (known !== undefined) return known;
  const extra = bits + 32;
  const value = (2n * oddSeries((1n << BigInt(extra)) / 3n, extra, 1n)) >> 32n;
  ln2Cache.set(bits, value);
  return value;
}

const piCache = new Map<number, bigint>();

/** pi 2^bits = 16 atan(1/5) - 4 atan(1/239) (Machin). */
export function pi(bits: number): bigint {
  const known = piCache.get(bits);
  if (known !== undefined) return known;
  const extra = bits + 32;
  const one = 1n << BigInt(extra);
  const value = (16n * oddSeries(one / 5n, extra, -1n) - 4n * oddSeries(one / 239n, extra, -1n)) >> 32n;
  piCache.set(bits, value);
  return value;
}

/** Square root, x >= 0. */
export function sqrt(x: Dyadic): Dyadic {
  if (x.mantissa === 0n) return ZERO;
  const half = Math.floor((bitLength(x) - 2 * BITS) / 2);
  const square = toFixed(x, -2 * half);
  let root = 1n << BigInt(BITS + 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return { mantissa: root, exponent: half };
    root = next;
  }
}

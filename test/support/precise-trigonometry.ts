import { add, type Dyadic, multiply, negate, ZERO } from './dyadic.js';
import { bitLength, divide, less, ONE, scale, sign, subtract, toFixed } from './dyadic-parts.js';
import { atan, exp, expm1, log1p, pi, sqrt } from './precise.js';

/** Relative error below 2^-200 as in precise.ts, for arguments that are not nearer than 2^-100 to a zero other than 0. */
const BITS = 256;

/** sin(x + quarters pi/2) by the series of sine, or that of cosine, after subtraction of the nearest multiple of pi/2. */
function sinAfter(quarters: bigint, x: Dyadic): Dyadic {
  if (x.mantissa === 0n && quarters === 0n) return ZERO;
  const magnitude = x.mantissa === 0n ? 0 : bitLength(x);
  const bits = BITS + 128 + Math.max(0, -magnitude);
  const fine = bits + Math.max(0, magnitude) + 8;
  const halfPi = pi(fine - 1);
  const t = toFixed(x, fine);
  const nearest = (2n * t + halfPi) / (2n * halfPi) - (2n * t + halfPi < 0n ? 1n : 0n);
  const r = (t - nearest * halfPi) >> BigInt(fine - bits);
  const q = (((nearest + quarters) % 4n) + 4n) % 4n;
  const mantissa = series(r, bits, q % 2n);
  return { mantissa: q < 2n ? mantissa : -mantissa, exponent: -bits };
}

/** r - r^3/3! + .. for `even` 0, 1 - r^2/2! + .. for `even` 1, in fixed point. */
function series(r: bigint, bits: number, even: bigint): bigint {
  const shift = BigInt(bits);
  const square = (r * r) >> shift;
  let term = even === 0n ? r : 1n << shift;
  let sum = 0n;
  for (let n = 2n - even; term !== 0n && term !== -1n; n += 2n) {
    sum += term;
    term = -((term * square) >> shift) / (n * (n + 1n));
  }
  return sum;
}

export function sin(x: Dyadic): Dyadic {
  return sinAfter(0n, x);
}

export function cos(x: Dyadic): Dyadic {
  return sinAfter(1n, x);
}

export function tan(x: Dyadic): Dyadic {
  return divide(sin(x), cos(x));
}

const HALF_PI: Dyadic = { mantissa: pi(640), exponent: -641 };

/** |x| <= 1. */
export function asin(x: Dyadic): Dyadic {
  const rest = sqrt(multiply(subtract(ONE, x), add(ONE, x)));
  if (rest.mantissa === 0n) return sign(x) < 0 ? negate(HALF_PI) : HALF_PI;
  return atan(divide(x, rest));
}

/** |x| <= 1: 2 atan sqrt((1 - x) / (1 + x)). */
export function acos(x: Dyadic): Dyadic {
  const other = add(ONE, x);
  return other.mantissa === 0n ? scale(HALF_PI, 1) : scale(atan(sqrt(divide(subtract(ONE, x), other))), 1);
}

/** (t + t / (t + 1)) / 2, t = e^x - 1. */
export function sinh(x: Dyadic): Dyadic {
  if (sign(x) < 0) return negate(sinh(negate(x)));
  const t = expm1(x);
  return scale(add(t, divide(t, add(t, ONE))), -1);
}

export function cosh(x: Dyadic): Dyadic {
  const e = exp(x);
  return scale(add(e, divide(ONE, e)), -1);
}

export function asinh(x: Dyadic): Dyadic {
  if (sign(x) < 0) return negate(asinh(negate(x)));
  const square = multiply(x, x);
  return log1p(add(x, divide(square, add(ONE, sqrt(add(ONE, square))))));
}

/** x >= 1. */
export function acosh(x: Dyadic): Dyadic {
  const t = subtract(x, ONE);
  return log1p(add(t, sqrt(multiply(t, add(x, ONE)))));
}

/** |x| < 1. */
export function atanh(x: Dyadic): Dyadic {
  if (sign(x) < 0) return negate(atanh(negate(x)));
  if (!less(x, ONE)) throw new Error('no real value');
  return scale(log1p(divide(scale(x, 1), subtract(ONE, x))), -1);
}

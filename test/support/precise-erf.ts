import { add, type Dyadic, multiply, negate } from './dyadic.js';
import { absolute, divide, less, ONE, scale, sign, subtract, toFixed } from './dyadic-parts.js';
import { exp, pi, sqrt } from './precise.js';

const BITS = 320;
const SQRT_PI = sqrt({ mantissa: pi(BITS), exponent: -BITS });
/** Beyond, 1 - erf loses too many digits. */
const FAR: Dyadic = { mantissa: 9n, exponent: -1 };

/** 2 / sqrt(pi) e^-x^2. */
export function erfSlope(x: Dyadic): Dyadic {
  return scale(divide(exp(negate(multiply(x, x))), SQRT_PI), 1);
}

/** The error function: 2 / sqrt(pi) e^-x^2 x (1 + 2x^2/3 + (2x^2)^2/15 + ..), all terms positive. */
export function erf(x: Dyadic): Dyadic {
  if (less(FAR, absolute(x))) return sign(x) < 0 ? subtract(erfc(negate(x)), ONE) : subtract(ONE, erfc(x));
  const y = toFixed(scale(multiply(x, x), 1), BITS);
  let sum = 0n;
  let term = 1n << BigInt(BITS);
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = ((term * y) >> BigInt(BITS)) / (2n * n + 1n);
  }
  return multiply(erfSlope(x), multiply(x, { mantissa: sum, exponent: -BITS }));
}

/** 1 - erf(x), for large x by Laplace's continued fraction. */
export function erfc(x: Dyadic): Dyadic {
  if (!less(FAR, x)) return subtract(ONE, erf(x));
  if (less({ mantissa: 64n, exponent: 0 }, x)) return { mantissa: 0n, exponent: 0 };
  let t = { mantissa: 0n, exponent: 0 };
  for (let k = 250; k > 0; k--) t = shorten(divide({ mantissa: BigInt(k), exponent: -1 }, add(x, t)));
  return scale(divide(erfSlope(x), add(x, t)), -1);
}

/** The fraction grows by its arguments' digits at every step otherwise. */
function shorten(a: Dyadic): Dyadic {
  return { mantissa: toFixed(a, BITS), exponent: -BITS };
}

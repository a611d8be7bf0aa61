/** Powers of two from 2^-1074 on, by exact doubling. */
const POWERS = new Float64Array(2098);
for (let k = 0, power = 2 ** -1074; k < POWERS.length; k++, power *= 2) POWERS[k] = power;

/** 2^k exactly, for an integer k in [-1074, 1023]. */
export function powerOfTwo(k: number): number {
  return POWERS[k + 1074] ?? NaN;
}

/**
 * y 2^k for 1/4 <= |y| < 4 and an integer k in [-1080, 1030]: exact where the result is normal, else rounded once (absolute error
 * at most 2^-1075) or infinite. Two factors, the first of which stays normal, so that a subnormal result is not rounded twice.
 */
export function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1000) return y * powerOfTwo(1000) * powerOfTwo(k - 1000);
  if (k < -1000) return y * powerOfTwo(-1000) * powerOfTwo(k + 1000);
  return y * powerOfTwo(k);
}

const view = new DataView(new ArrayBuffer(8));

/** floor(log2 x) of a positive, finite, normal double. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x);
  return ((view.getInt32(0) >>> 20) & 0x7ff) - 1023;
}

const SQRT2 = 1.4142135623730951;

/** x = 2^exponent mantissa, exactly, sqrt(1/2) <= mantissa <= sqrt 2. */
export interface Binary {
  exponent: number;
  mantissa: number;
}

/** Takes a positive finite double apart. */
export function splitPowerOfTwo(x: number, out: Binary): void {
  const subnormal = x < 2 ** -1022;
  const normal = subnormal ? x * 2 ** 54 : x;
  const exponent = exponentOf(normal);
  const mantissa = normal * powerOfTwo(-exponent);
  const halve = mantissa > SQRT2;
  out.exponent = exponent + (subnormal ? -54 : 0) + (halve ? 1 : 0);
  out.mantissa = halve ? mantissa * 0.5 : mantissa;
}

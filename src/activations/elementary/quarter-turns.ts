import { exponentOf, powerOfTwo } from './power-of-two.js';

// pi/2 = P1 + P2 + P3 + P4 + 2^-160: the first three have 33 significant bits, so that k P1, k P2 and k P3 are exact for |k| <= 2^20.
const P1 = 1.5707963267341256;
const P2 = 6.077100506303966e-11;
const P3 = 2.0222662487111665e-21;
const P4 = 8.4784276603689e-32;

const HALF_PI = 1.5707963267948966;
const TWO_OVER_PI = 0.6366197723675814;

/** floor(2/pi * 2^1280). */
const TWO_OVER_PI_1280 = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d',
);

/** Up to this size of x a multiple of pi/2 is subtracted in doubles. */
const FAR = 2 ** 20;

/** x = (quarter + 4 j) pi/2 + rest for some whole j, |rest| <= pi/4 (1 + 2^-30). */
export interface Turned {
  /** 0 to 3. */
  quarter: number;
  rest: number;
}

/**
 * Writes the quarter turns of a finite x, and the rest with a relative error <= 3.1 u, u = 2^-53, to `out`.
 *
 * No double is nearer than 2^-61 to a multiple of pi/2 other than 0 (by continued fractions of 2^e pi/2 for every e; the tests repeat it).
 *
 * |x| <= pi/4: exact. Up to 2^20, |k| < 2^20: x and k P1 are multiples of 2^-53 and differ by less than 1, exactly. The next difference, a multiple of 2^-66,
 * is exact below 2^-13, the one after it, of 2^-101, below 2^-48; they move the sum by less than 2^-13 and 2^-48, so that a rounding of one of them, u of itself,
 * is u (1 + 2^-30) of the rest. At most three round. k P4 and what is left of pi/2 are off by 2^-135: 2^-74 of the rest.
 */
export function turn(x: number, out: Turned): void {
  if (Math.abs(x) <= 0.785) {
    out.quarter = 0;
    out.rest = x;
  } else if (Math.abs(x) <= FAR) {
    const k = Math.floor(x * TWO_OVER_PI + 0.5);
    out.quarter = k & 3;
    out.rest = x - k * P1 - k * P2 - k * P3 - k * P4;
  } else turnFar(x, out);
}

/**
 * |x| = m 2^e: m (2/pi 2^1280) is off by less than 2^53, which is 2^-256 of a quarter turn for e <= 971. The fraction, cut after 128 bits (2^-66 of itself),
 * rounds by u, pi/2 is off by 0.4 u, the product rounds by u.
 */
function turnFar(x: number, out: Turned): void {
  const exponent = exponentOf(Math.abs(x));
  const shift = BigInt(1280 + 52 - exponent);
  const turns = BigInt(x * powerOfTwo(52 - exponent)) * TWO_OVER_PI_1280;
  const nearest = (turns + (1n << (shift - 1n))) >> shift;
  out.quarter = Number(nearest & 3n);
  out.rest = Number((turns - (nearest << shift)) >> (shift - 128n)) * powerOfTwo(-128) * HALF_PI;
}

/** About n pi/2 for a whole |n| <= 2^20: off by at most 0.51 ulp (the terms after the first sum up to u of themselves, 2^-67 at most). */
export function quarterTurns(n: number): number {
  return n * P1 + (n * P2 + n * P3);
}

import { turn, type Turned } from './quarter-turns.js';

/** |sin(x) - exact| <= SIN_UNITS u |exact|, u = 2^-53, for finite x; the same for cos. */
export const SIN_UNITS = 8;
/** |tan(x) - exact| <= TAN_UNITS u |exact|. */
export const TAN_UNITS = 12;
/** |tanSlope(x) - exact| <= TAN_SLOPE_UNITS u exact. */
export const TAN_SLOPE_UNITS = 12;

const turned: Turned = { quarter: 0, rest: 0 };

/**
 * sin r for |r| <= 0.7854, z = r^2 <= 0.617: r (1 - z/6 + z^2/120 - ..) up to z^8/17! (z^9/19! < 0.001 u). The bracket is 1 - c with c <= 0.1 off by 4 u of itself
 * and a difference that rounds by u/2, together 1 u of the bracket; the product rounds by u: 2 u.
 */
function sinOfRest(r: number): number {
  const z = r * r;
  let p = 1 / 355687428096000;
  p = 1 / 1307674368000 - z * p;
  p = 1 / 6227020800 - z * p;
  p = 1 / 39916800 - z * p;
  p = 1 / 362880 - z * p;
  p = 1 / 5040 - z * p;
  p = 1 / 120 - z * p;
  p = 1 / 6 - z * p;
  return r * (1 - z * p);
}

/**
 * cos r for |r| <= 0.7854: 1 - c, c = z (1/2 - z/24 + ..) <= 0.293, up to z^8/16! (z^9/18! < 0.02 u): c is off by 2.8 u of itself, the difference rounds by u/2:
 * 1.4 u, relative to cos r >= 0.707: 2 u.
 */
function cosOfRest(r: number): number {
  const z = r * r;
  let p = 1 / 20922789888000;
  p = 1 / 87178291200 - z * p;
  p = 1 / 479001600 - z * p;
  p = 1 / 3628800 - z * p;
  p = 1 / 40320 - z * p;
  p = 1 / 720 - z * p;
  p = 1 / 24 - z * p;
  p = 0.5 - z * p;
  return 1 - z * p;
}

/**
 * sin(x + quarter pi/2). The rest r is off by 3.1 u of itself, which moves sin r by r cot r <= 1 times that, 5.1 u in all, and cos r by r tan r <= 0.786 times that,
 * 4.5 u in all.
 */
function sinAfter(quarter: number, x: number): number {
  if (!Number.isFinite(x)) return NaN;
  turn(x, turned);
  const q = (turned.quarter + quarter) & 3;
  const value = (q & 1) === 0 ? sinOfRest(turned.rest) : cosOfRest(turned.rest);
  return q < 2 ? value : -value;
}

/** sin x, x in radians, with relative error <= {@link SIN_UNITS} u at every finite x; NaN elsewhere. */
export function sin(x: number): number {
  return sinAfter(0, x);
}

/** cos x, x in radians, with relative error <= {@link SIN_UNITS} u at every finite x; NaN elsewhere. */
export function cos(x: number): number {
  return sinAfter(1, x);
}

/** tan x: 5.1 u of one of sine and cosine of the rest, 4.5 u of the other, u of their quotient. */
export function tan(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  turn(x, turned);
  const s = sinOfRest(turned.rest);
  const c = cosOfRest(turned.rest);
  return (turned.quarter & 1) === 0 ? s / c : -c / s;
}

/** tan'(x) = 1 / cos^2 x: 5.1 u twice, square and quotient. */
export function tanSlope(x: number): number {
  const c = cos(x);
  return 1 / (c * c);
}

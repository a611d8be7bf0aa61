import { ETA, roundUp, UNIT } from '../../engine/rounding.js';
import type { Curve } from './curve.js';

// Made once: processors are slow to multiply subnormal numbers.
const TWO_ETA = 2 * ETA;

/** +1: the line above f; -1: the line below it. */
export type Side = 1 | -1;

/**
 * An upper bound of side (f(x) - slope x), the smallest side * intercept that a line of this slope needs at x. `value` is f(x) within `valueError`,
 * whose bound must be padded by at least 5 u of itself.
 *
 * The product is exact for x = 0 and slopes 0, 1, -1, else off by u |product| + ETA/2; the difference by u |difference| (never by underflow). Twice
 * that covers the rounding of the slack, and of adding it, too: 4 u |difference| >= 2 u |difference|, and the other terms are padded by more than 5 u.
 */
export function gapOf(side: Side, value: number, valueError: number, slope: number, x: number): number {
  const product = slope * x;
  const exact = x === 0 || slope === 0 || slope === 1 || slope === -1;
  const difference = value - product;
  const slack =
    valueError + (exact ? 0 : 2 * UNIT * Math.abs(product) + TWO_ETA) + (product === 0 && exact ? 0 : 4 * UNIT * Math.abs(difference));
  return slack === 0 ? side * difference : roundUp(side * difference + slack);
}

/** An upper bound of side * f(x), from a value and the padded bound of its error. An overflowed value lies beyond the doubles on its side. */
export function outward(side: Side, value: number, valueError: number): number {
  const signed = side * value;
  if (valueError === 0) return signed;
  if (!Number.isFinite(value)) return signed > 0 ? Infinity : -Number.MAX_VALUE;
  return roundUp(signed + valueError);
}

/**
 * An upper bound of side (f(x) - slope x) over all real x in [p, q], where side * f is concave, p <= d <= q, and f'(d) is about `slope`; `value` and
 * `tangent` are `curve.value(d)` and `curve.slope(d)`.
 *
 * Concavity: side (f(x) - slope x) <= side (f(d) - slope d) + side (f'(d) - slope)(x - d), and f'(d) is known within its error. Where the interval
 * reaches further than max(1, |d|) beyond d, one more derivative shows (if side (f' - slope) has changed its sign for certain) that the maximum is nearer.
 */
export function concaveGap(
  curve: Curve,
  side: Side,
  slope: number,
  d: number,
  value: number,
  tangent: number,
  p: number,
  q: number,
): number {
  const base = gapOf(side, value, curve.valueError(d, value), slope, d);
  const tilt = side * (tangent - slope);
  const doubt = curve.slopeError(d, tangent) + 2 * UNIT * Math.abs(tilt);
  const right = tilt + doubt > 0 ? (tilt + doubt) * reach(curve, side, slope, d, q) : 0;
  const left = doubt - tilt > 0 ? (doubt - tilt) * reach(curve, side, slope, d, p) : 0;
  const extra = Math.max(right, left);
  return extra > 0 ? roundUp(base + extra * (1 + 16 * UNIT) + ETA) : base;
}

/** How far from d, towards `end`, the maximum of side (f(x) - slope x) can lie. */
function reach(curve: Curve, side: Side, slope: number, d: number, end: number): number {
  const span = Math.abs(end - d);
  const step = Math.max(1, Math.abs(d));
  return span > step ? farReach(curve, side, slope, d, end, span, step) : span;
}

function farReach(curve: Curve, side: Side, slope: number, d: number, end: number, span: number, step: number): number {
  const direction = end > d ? 1 : -1;
  const beyond = d + direction * step;
  const tangent = curve.slope(beyond);
  const falling = direction * side * (slope - tangent);
  const certain = falling - 2 * UNIT * Math.abs(falling) > curve.slopeError(beyond, tangent);
  return certain ? step * (1 + 4 * UNIT) : span;
}

import type { Activation, Interval, LinearRelaxation } from '../activation.js';
import { outward } from './gap.js';

/** A function with a derivative, both evaluated with a proved error: what the shapes need to push a line outward. */
export interface Curve {
  value(x: number): number;
  /** Bound of |value(x) - f(x)|, padded by at least 5 u of itself; `value` is what {@link value} returned for x. */
  valueError(x: number, value: number): number;
  slope(x: number): number;
  /** Bound of |slope(x) - f'(x)|, padded likewise. */
  slopeError(x: number, slope: number): number;
}

/** A point inside [lower, upper], near its middle; no overflow. */
export function midpoint(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle < lower ? lower : middle > upper ? upper : middle;
}

/** Slope of the chord through (a, fa) and (b, fb), clamped to [least, most], which the mean value theorem allows: rounding makes nonsense of it over tiny widths. */
export function chordSlope(a: number, fa: number, b: number, fb: number, least: number, most: number): number {
  const slope = (fb - fa) / (b - a);
  return slope >= least ? (slope <= most ? slope : most) : least;
}

/**
 * The point between `start` and the end of [least, most] at which the tangent goes through the anchor (a, f(a)): d <- (f')^-1(slope of the chord from
 * a to d). That chord is steepest at the tangent point, so the iteration converges quadratically, from the side on which the tangent line does not
 * cut the curve.
 */
export function tangentPoint(
  curve: Curve,
  slopeInverse: (slope: number) => number,
  anchor: number,
  anchorValue: number,
  start: number,
  least: number,
  most: number,
): number {
  let d = start;
  for (let round = 0; round < 16; round++) {
    const target = slopeInverse((curve.value(d) - anchorValue) / (d - anchor));
    const next = target >= least ? (target <= most ? target : most) : least;
    const step = Math.abs(next - d);
    d = next;
    if (step <= 1e-8 * Math.abs(d)) break;
  }
  return d;
}

/** Range of an increasing function whose values lie in [infimum, supremum]; `low` and `high`: what the curve gives at the ends. */
export function increasingRange(
  curve: Curve,
  lower: number,
  upper: number,
  infimum: number,
  supremum: number,
  out: Interval,
  low = curve.value(lower),
  high = curve.value(upper),
): void {
  out.lower = increasingLower(curve, infimum, lower, low);
  out.upper = increasingUpper(curve, supremum, upper, high);
}

/** The lower end of that range. */
export function increasingLower(curve: Curve, infimum: number, lower: number, value: number): number {
  return Math.max(infimum, -outward(-1, value, curve.valueError(lower, value)));
}

/** The upper end of that range. */
export function increasingUpper(curve: Curve, supremum: number, upper: number, value: number): number {
  return Math.min(supremum, outward(1, value, curve.valueError(upper, value)));
}

/**
 * Stores the lines given by slopes and gaps (see gap.ts); where one of them overflowed, the constant bound of the owner's range in its place. Only arguments
 * beyond about 2^1000 overflow, and no line is infinite unless the function itself leaves the doubles.
 */
export function storeLines(
  owner: Pick<Activation, 'range'>,
  lower: number,
  upper: number,
  lowerSlope: number,
  lowerGap: number,
  upperSlope: number,
  upperGap: number,
  out: LinearRelaxation,
): void {
  out.lowerSlope = lowerSlope;
  out.lowerIntercept = 0 - lowerGap;
  out.upperSlope = upperSlope;
  out.upperIntercept = upperGap;
  if (Number.isFinite(lowerSlope + lowerGap + upperSlope + upperGap)) return;
  const range = { lower: 0, upper: 0 };
  owner.range(lower, upper, range);
  if (!Number.isFinite(lowerSlope + lowerGap)) {
    out.lowerSlope = 0;
    out.lowerIntercept = range.lower;
  }
  if (!Number.isFinite(upperSlope + upperGap)) {
    out.upperSlope = 0;
    out.upperIntercept = range.upper;
  }
}

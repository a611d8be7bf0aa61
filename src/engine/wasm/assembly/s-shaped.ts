// Ranges and lines of tanh and the logistic function over common intervals: what ../../../activations/shapes/s-shaped-lines.ts states, bit for bit, two intervals at once and
// without a branch for their kinds. No fused multiply-adds here, as those round otherwise. Intervals that are wide, far out, a single 0, or need a touching point that the table does
// not hold yet are left: the slope of their lower line is NaN. Elsewhere no slope is so small that it would be flushed to 0.

import { ETA, UNIT, up } from './intervals';
import { doublings, exponent, reduced, scaled, slopeOf, valueOf } from './s-curves';
import { DOUBLE, VECTOR } from './vector';

/** What a value or a slope is off by at most. */
// @ts-ignore: decorator
@inline
function errorOf(value: v128, relative: f64, underflow: f64): v128 {
  return f64x2.add(f64x2.mul(f64x2.splat(relative), f64x2.abs(value)), f64x2.splat(underflow));
}

/** `gapOf` of activations/shapes/gap.ts for slopes of 0 and more and errors that are not 0. */
// @ts-ignore: decorator
@inline
function gapOf(SIDE: f64, value: v128, error: v128, slope: v128, x: v128): v128 {
  const none = f64x2.splat(0);
  const product = f64x2.mul(slope, x);
  const plain = v128.or(f64x2.eq(slope, none), f64x2.eq(slope, f64x2.splat(1)));
  const exact = v128.or(f64x2.eq(x, none), plain);
  const difference = f64x2.sub(value, product);
  const ofProduct = f64x2.add(f64x2.mul(f64x2.splat(2 * UNIT), f64x2.abs(product)), f64x2.splat(2 * ETA));
  const ofDifference = f64x2.mul(f64x2.splat(4 * UNIT), f64x2.abs(difference));
  const slack = f64x2.add(error, v128.andnot(ofProduct, exact));
  const all = f64x2.add(slack, v128.andnot(ofDifference, v128.and(f64x2.eq(product, none), exact)));
  return up(f64x2.add(f64x2.mul(f64x2.splat(SIDE), difference), all));
}

/** Entries of the table, one for each interval. */
// @ts-ignore: decorator
@inline
function entries(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/** `TouchingPoints.at`; the table begins with that of one step before 0. */
// @ts-ignore: decorator
@inline
function touchingAt(table: usize, steps: f64, distance: v128): v128 {
  const place = f64x2.mul(distance, f64x2.splat(steps));
  const whole = f64x2.floor(place);
  const s = f64x2.sub(f64x2.sub(place, f64x2.sub(whole, f64x2.splat(1))), f64x2.splat(1));
  const at = i32x4.trunc_sat_f64x2_u_zero(whole);
  const first = table + <usize>i32x4.extract_lane(at, 0) * DOUBLE;
  const second = table + <usize>i32x4.extract_lane(at, 1) * DOUBLE;
  const a = entries(first, second);
  const b = entries(first + DOUBLE, second + DOUBLE);
  const c = entries(first + 2 * DOUBLE, second + 2 * DOUBLE);
  const d = entries(first + 3 * DOUBLE, second + 3 * DOUBLE);
  const cubic = f64x2.sub(f64x2.add(f64x2.mul(f64x2.splat(3), f64x2.sub(b, c)), d), a);
  const twiceA = f64x2.mul(f64x2.splat(2), a);
  const fiveB = f64x2.mul(f64x2.splat(5), b);
  const fourC = f64x2.mul(f64x2.splat(4), c);
  const square = f64x2.add(f64x2.sub(f64x2.add(f64x2.sub(twiceA, fiveB), fourC), d), f64x2.mul(s, cubic));
  const linear = f64x2.add(f64x2.sub(c, a), f64x2.mul(s, square));
  return f64x2.add(b, f64x2.mul(f64x2.mul(s, f64x2.splat(0.5)), linear));
}

/**
 * The lines of one side. `near`: the end that SIDE f is concave towards. `concave`, `around`: where the interval has that curvature, and 0 inside; `d`: where lines touch.
 */
// @ts-ignore: decorator
@inline
function sideStep(
  TANH: bool, SIDE: f64, k: usize, near: v128, far: v128, atFar: v128, chord: v128, d: v128, concave: v128, around: v128, left: v128,
  p: v128, q: v128, valueError: f64, valueUnderflow: f64, slopeError: f64, slopeUnderflow: f64, slopes: usize, intercepts: usize,
): void {
  const none = f64x2.splat(0);
  const side = f64x2.splat(SIDE);
  const y = exponent(TANH, d);
  const doubled = doublings(y);
  const s = reduced(y, doubled);
  const e = scaled(s, doubled);
  const value = valueOf(TANH, d, doubled, s, e);
  const tangent = slopeOf(TANH, e);
  const unsure = errorOf(tangent, slopeError, slopeUnderflow);
  const steeper = f64x2.add(tangent, f64x2.mul(f64x2.splat(2), unsure));
  const byTangent = v128.or(concave, v128.andnot(around, f64x2.eq(d, near)));
  const slope = v128.bitselect(steeper, chord, byTangent);
  const error = errorOf(value, valueError, valueUnderflow);
  const base = gapOf(SIDE, value, error, slope, d);
  // `concaveGap` of activations/shapes/gap.ts, where no end is further than 1.
  const tilt = f64x2.mul(side, f64x2.sub(tangent, slope));
  const doubt = f64x2.add(unsure, f64x2.mul(f64x2.splat(2 * UNIT), f64x2.abs(tilt)));
  const rising = f64x2.add(tilt, doubt);
  const falling = f64x2.sub(doubt, tilt);
  const right = v128.and(f64x2.mul(rising, f64x2.abs(f64x2.sub(q, d))), f64x2.gt(rising, none));
  const back = v128.and(f64x2.mul(falling, f64x2.abs(f64x2.sub(p, d))), f64x2.gt(falling, none));
  const extra = f64x2.pmax(right, back);
  const more = up(f64x2.add(f64x2.add(base, f64x2.mul(extra, f64x2.splat(1 + 16 * UNIT))), f64x2.splat(ETA)));
  const reaches = v128.and(f64x2.gt(extra, none), v128.or(concave, around));
  const touched = v128.bitselect(more, base, reaches);
  const farError = errorOf(atFar, valueError, valueUnderflow);
  const ends = f64x2.pmax(touched, gapOf(SIDE, atFar, farError, slope, far));
  const gap = v128.bitselect(touched, ends, concave);
  v128.store(slopes + k, v128.or(slope, left));
  v128.store(intercepts + k, SIDE > 0 ? gap : f64x2.sub(none, gap));
}

/** Two intervals; returns the lanes that were left. */
// @ts-ignore: decorator
@inline
function both(
  TANH: bool, k: usize, lower: usize, upper: usize, table: usize, steps: f64, most: f64, area: bool, known: bool,
  valueError: f64, valueUnderflow: f64, slopeError: f64, slopeUnderflow: f64, infimum: f64, supremum: f64, steepest: f64,
  least: usize, greatest: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize,
): i32 {
  const none = f64x2.splat(0);
  const lo = v128.load(lower + k);
  const hi = v128.load(upper + k);
  const positive = f64x2.ge(lo, none);
  const negative = f64x2.le(hi, none);
  const around = v128.not(v128.or(positive, negative));
  if (known && !v128.any_true(around)) return 0;
  const size = f64x2.pmax(f64x2.abs(lo), f64x2.abs(hi));
  const near = v128.and(f64x2.le(size, f64x2.splat(most)), f64x2.le(f64x2.sub(hi, lo), f64x2.splat(1)));
  let left = v128.or(v128.not(near), v128.and(positive, negative));

  const yLo = exponent(TANH, lo);
  const kLo = doublings(yLo);
  const sLo = reduced(yLo, kLo);
  const eLo = scaled(sLo, kLo);
  const atLo = valueOf(TANH, lo, kLo, sLo, eLo);
  const yHi = exponent(TANH, hi);
  const kHi = doublings(yHi);
  const sHi = reduced(yHi, kHi);
  const eHi = scaled(sHi, kHi);
  const atHi = valueOf(TANH, hi, kHi, sHi, eHi);

  if (least != 0) {
    const errorLo = errorOf(atLo, valueError, valueUnderflow);
    const errorHi = errorOf(atHi, valueError, valueUnderflow);
    v128.store(least + k, f64x2.pmax(f64x2.splat(infimum), f64x2.neg(up(f64x2.add(f64x2.neg(atLo), errorLo)))));
    v128.store(greatest + k, f64x2.pmin(f64x2.splat(supremum), up(f64x2.add(atHi, errorHi))));
  }

  const quotient = f64x2.div(f64x2.sub(atHi, atLo), f64x2.sub(hi, lo));
  const limited = v128.bitselect(quotient, f64x2.splat(steepest), f64x2.le(quotient, f64x2.splat(steepest)));
  const chord = v128.and(limited, f64x2.ge(quotient, none));

  const half = f64x2.splat(0.5);
  const mean = f64x2.add(f64x2.mul(lo, half), f64x2.mul(hi, half));
  const above = v128.bitselect(lo, mean, f64x2.lt(mean, lo));
  const middle = v128.bitselect(hi, above, f64x2.gt(mean, hi));

  let touchUp = v128.bitselect(middle, hi, positive);
  let touchDown = v128.bitselect(middle, lo, negative);
  if (v128.any_true(around)) {
    const openUp = v128.andnot(around, f64x2.ge(slopeOf(TANH, eHi), chord));
    const openDown = v128.andnot(around, f64x2.ge(slopeOf(TANH, eLo), chord));
    const limit = f64x2.splat(most);
    const knownUp = touchingAt(table, steps, f64x2.pmin(f64x2.abs(lo), limit));
    const knownDown = touchingAt(table, steps, f64x2.pmin(f64x2.abs(hi), limit));
    const missing = v128.or(v128.and(openUp, f64x2.ne(knownUp, knownUp)), v128.and(openDown, f64x2.ne(knownDown, knownDown)));
    left = v128.or(left, missing);
    touchUp = v128.bitselect(f64x2.pmin(f64x2.pmax(knownUp, none), f64x2.abs(hi)), touchUp, openUp);
    touchDown = v128.bitselect(f64x2.neg(f64x2.pmin(f64x2.pmax(knownDown, none), f64x2.abs(lo))), touchDown, openDown);
    // Elsewhere lines touch at the middle, or at an end beyond it.
    if (area) {
      touchUp = v128.bitselect(middle, touchUp, f64x2.gt(middle, touchUp));
      touchDown = v128.bitselect(middle, touchDown, f64x2.lt(middle, touchDown));
    }
  }

  sideStep(
    TANH, -1, k, lo, hi, atHi, chord, touchDown, negative, around, left,
    lo, v128.bitselect(hi, f64x2.pmax(none, lo), negative), valueError, valueUnderflow, slopeError, slopeUnderflow, lowerSlope, lowerIntercept,
  );
  sideStep(
    TANH, 1, k, hi, lo, atLo, chord, touchUp, positive, around, left,
    v128.bitselect(lo, f64x2.pmin(none, hi), positive), hi, valueError, valueUnderflow, slopeError, slopeUnderflow, upperSlope, upperIntercept,
  );
  return i64x2.bitmask(left);
}

// @ts-ignore: decorator
@inline
function all(
  TANH: bool, size: i32, lower: usize, upper: usize, table: usize, steps: f64, most: f64, area: bool, known: bool,
  valueError: f64, valueUnderflow: f64, slopeError: f64, slopeUnderflow: f64, infimum: f64, supremum: f64, steepest: f64,
  least: usize, greatest: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize,
): i32 {
  if (size < 2) {
    if (size == 1) store<f64>(lowerSlope, NaN);
    return size;
  }
  const last = <usize>(size - 2) * DOUBLE;
  let left = 0;
  for (let k: usize = 0; k < <usize>size * DOUBLE; k += VECTOR) {
    // An odd last one is taken with the one before it, for which that changes nothing.
    const lanes = both(
      TANH, min(k, last), lower, upper, table, steps, most, area, known, valueError, valueUnderflow, slopeError, slopeUnderflow,
      infimum, supremum, steepest, least, greatest, lowerSlope, lowerIntercept, upperSlope, upperIntercept,
    );
    left += popcnt(k > last ? lanes & 2 : lanes);
  }
  return left;
}

/** `table`: `steps` entries in a distance of 1, with one before 0; `most`: greatest size of ends. `least`: 0 where ranges are not asked for. Returns how many intervals were left. */
export function sShapedLines(
  tanh: i32, size: i32, lower: usize, upper: usize, table: usize, steps: f64, most: f64, area: i32, known: i32,
  valueError: f64, valueUnderflow: f64, slopeError: f64, slopeUnderflow: f64, infimum: f64, supremum: f64, steepest: f64,
  least: usize, greatest: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize,
): i32 {
  if (tanh != 0) {
    return all(
      true, size, lower, upper, table, steps, most, area != 0, known != 0, valueError, valueUnderflow, slopeError, slopeUnderflow,
      infimum, supremum, steepest, least, greatest, lowerSlope, lowerIntercept, upperSlope, upperIntercept,
    );
  }
  return all(
    false, size, lower, upper, table, steps, most, area != 0, known != 0, valueError, valueUnderflow, slopeError, slopeUnderflow,
    infimum, supremum, steepest, least, greatest, lowerSlope, lowerIntercept, upperSlope, upperIntercept,
  );
}

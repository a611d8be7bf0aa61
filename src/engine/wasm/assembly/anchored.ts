// Constants of rows in singles: what ../../anchored.ts states, bit for bit. No fused multiply-adds here, as those round otherwise.

import { ETA, outward, read, SLACK, UNIT, write } from './intervals';
import { DOUBLE, greater, VECTOR } from './vector';

/** 2^-24. */
const SINGLE_UNIT: f64 = 5.960464477539063e-8;
/** 2^-149. */
const SINGLE_ETA: f64 = 1.401298464324817e-45;

/** Two doubles, rounded to the nearest singles. */
// @ts-ignore: decorator
@inline
function single(x: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
}

/** The next single or the one behind it. */
// @ts-ignore: decorator
@inline
function step(x: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.abs(x), f64x2.splat(2 * SINGLE_UNIT)), f64x2.splat(SINGLE_ETA));
}

// @ts-ignore: decorator
@inline
function singleDown(x: v128): v128 {
  const rounded = single(x);
  return v128.bitselect(rounded, single(f64x2.sub(rounded, step(rounded))), f64x2.le(rounded, x));
}

// @ts-ignore: decorator
@inline
function singleUp(x: v128): v128 {
  const rounded = single(x);
  return v128.bitselect(rounded, single(f64x2.add(rounded, step(rounded))), f64x2.ge(rounded, x));
}

/** Stores two singles (as doubles), or one. */
// @ts-ignore: decorator
@inline
function keep(WHOLE: bool, at: usize, value: v128): void {
  const singles = f32x4.demote_f64x2_zero(value);
  if (WHOLE) v128.store64_lane(at, singles, 0);
  else v128.store32_lane(at, singles, 0);
}

/** Zero where x is; else x, made larger by its rounding. */
// @ts-ignore: decorator
@inline
function grown(x: v128): v128 {
  return v128.andnot(f64x2.add(x, outward(x)), f64x2.eq(x, f64x2.splat(0)));
}

// @ts-ignore: decorator
@inline
function reach(lower: v128, upper: v128, anchor: v128): v128 {
  return grown(greater(f64x2.sub(upper, anchor), f64x2.sub(anchor, lower)));
}

// @ts-ignore: decorator
@inline
function formStep(WHOLE: bool, k: usize, lower: usize, upper: usize, anchor: usize, centre: usize, radius: usize, magnitude: usize): void {
  const lo = read(WHOLE, lower + k);
  const hi = read(WHOLE, upper + k);
  const at = read(WHOLE, anchor + k);
  write(WHOLE, centre + k, at);
  write(WHOLE, radius + k, reach(lo, hi, at));
  write(WHOLE, magnitude + k, greater(f64x2.abs(lo), f64x2.abs(hi)));
}

export function anchorForm(size: i32, lower: usize, upper: usize, anchor: usize, centre: usize, radius: usize, magnitude: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) formStep(true, k, lower, upper, anchor, centre, radius, magnitude);
  if (size & 1) formStep(false, k, lower, upper, anchor, centre, radius, magnitude);
}

// @ts-ignore: decorator
@inline
function constantsStep(
  WHOLE: bool, k: usize, centre: usize, radius: usize, magnitude: usize, bias: usize, biasError: usize, to: usize,
  growth: f64, forward: f64, units: f64, tiny: f64, relative: f64, underflow: f64, gamma: f64, outBias: usize, uncertainty: usize,
): void {
  const c = read(WHOLE, centre + k);
  const r = read(WHOLE, radius + k);
  const m = read(WHOLE, magnitude + k);
  const b = read(WHOLE, bias + k);
  const t = read(WHOLE, to + k);
  const size = f64x2.add(f64x2.add(f64x2.abs(c), f64x2.abs(b)), f64x2.abs(t));
  const evaluation = f64x2.add(f64x2.mul(f64x2.splat(forward), f64x2.add(m, r)), f64x2.mul(f64x2.splat(4 * UNIT), size));
  const given = biasError == 0 ? f64x2.splat(0) : read(WHOLE, biasError + k);
  const constants = f64x2.add(f64x2.add(f64x2.mul(f64x2.splat(units), m), given), f64x2.splat(tiny));
  let error = f64x2.mul(f64x2.mul(f64x2.splat(relative), r), f64x2.splat(growth));
  error = f64x2.add(f64x2.add(f64x2.add(error, evaluation), constants), f64x2.splat(underflow));
  const shift = f64x2.sub(f64x2.add(c, b), t);
  const rounded = single(shift);
  error = f64x2.add(f64x2.add(error, f64x2.abs(f64x2.sub(shift, rounded))), f64x2.mul(f64x2.splat(gamma), f64x2.abs(rounded)));
  keep(WHOLE, outBias + (k >> 1), rounded);
  keep(WHOLE, uncertainty + (k >> 1), singleUp(f64x2.mul(error, f64x2.splat(SLACK))));
}

/** `biasError`: 0 for none. */
export function singleConstants(
  size: i32, centre: usize, radius: usize, magnitude: usize, bias: usize, biasError: usize, to: usize,
  growth: f64, forward: f64, units: f64, tiny: f64, relative: f64, underflow: f64, gamma: f64, outBias: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) {
    constantsStep(true, k, centre, radius, magnitude, bias, biasError, to, growth, forward, units, tiny, relative, underflow, gamma, outBias, uncertainty);
  }
  if (size & 1) constantsStep(false, k, centre, radius, magnitude, bias, biasError, to, growth, forward, units, tiny, relative, underflow, gamma, outBias, uncertainty);
}

/** The intercept of a line whose slope was rounded, moved to the anchors: the lower one, or the one above. */
// @ts-ignore: decorator
@inline
function moved(ABOVE: bool, slope: v128, rounded: v128, intercept: v128, from: v128, to: v128, far: v128, given: v128): v128 {
  const product = f64x2.mul(slope, from);
  const size = f64x2.add(f64x2.add(f64x2.abs(product), f64x2.abs(intercept)), f64x2.abs(to));
  let error = f64x2.add(f64x2.mul(f64x2.splat(16 * UNIT), size), f64x2.splat(4 * ETA));
  error = f64x2.add(v128.andnot(error, f64x2.eq(size, f64x2.splat(0))), given);
  error = f64x2.mul(f64x2.add(error, f64x2.mul(f64x2.abs(f64x2.sub(slope, rounded)), far)), f64x2.splat(SLACK));
  const exact = f64x2.sub(f64x2.add(product, intercept), to);
  return ABOVE ? singleUp(f64x2.add(exact, error)) : singleDown(f64x2.sub(exact, error));
}

/** |slope| where the product with a coefficient can round. */
// @ts-ignore: decorator
@inline
function rounding(slope: v128): v128 {
  const size = f64x2.abs(slope);
  return v128.andnot(size, f64x2.eq(size, f64x2.splat(1)));
}

// @ts-ignore: decorator
@inline
function linesStep(
  WHOLE: bool, k: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, lower: usize, upper: usize, anchor: usize, to: usize, given: usize, gamma: f64,
  outLowerSlope: usize, outLowerIntercept: usize, outUpperSlope: usize, outUpperIntercept: usize, uncertainty: usize,
): void {
  const from = read(WHOLE, anchor + k);
  const t = read(WHOLE, to + k);
  const far = reach(read(WHOLE, lower + k), read(WHOLE, upper + k), from);
  const error = given == 0 ? f64x2.splat(0) : read(WHOLE, given + k);
  const below = read(WHOLE, lowerSlope + k);
  const above = read(WHOLE, upperSlope + k);
  const belowSingle = single(below);
  const aboveSingle = single(above);
  const low = moved(false, below, belowSingle, read(WHOLE, lowerIntercept + k), from, t, far, error);
  const high = moved(true, above, aboveSingle, read(WHOLE, upperIntercept + k), from, t, far, error);
  const at = k >> 1;
  keep(WHOLE, outLowerSlope + at, belowSingle);
  keep(WHOLE, outLowerIntercept + at, low);
  keep(WHOLE, outUpperSlope + at, aboveSingle);
  keep(WHOLE, outUpperIntercept + at, high);
  const slope = greater(rounding(belowSingle), rounding(aboveSingle));
  const intercept = greater(f64x2.abs(low), f64x2.abs(high));
  const sum = f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(2 * SINGLE_UNIT), slope), far), f64x2.mul(f64x2.splat(gamma), intercept));
  keep(WHOLE, uncertainty + at, singleUp(f64x2.mul(sum, f64x2.splat(SLACK))));
}

/** `given`: 0 for none. */
export function singleLines(
  size: i32, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, lower: usize, upper: usize, anchor: usize, to: usize, given: usize, gamma: f64,
  outLowerSlope: usize, outLowerIntercept: usize, outUpperSlope: usize, outUpperIntercept: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) {
    linesStep(true, k, lowerSlope, lowerIntercept, upperSlope, upperIntercept, lower, upper, anchor, to, given, gamma, outLowerSlope, outLowerIntercept, outUpperSlope, outUpperIntercept, uncertainty);
  }
  if (size & 1) {
    linesStep(false, k, lowerSlope, lowerIntercept, upperSlope, upperIntercept, lower, upper, anchor, to, given, gamma, outLowerSlope, outLowerIntercept, outUpperSlope, outUpperIntercept, uncertainty);
  }
}

// @ts-ignore: decorator
@inline
function reachStep(WHOLE: bool, k: usize, lower: usize, upper: usize, anchor: usize, factor: f64, out: usize): void {
  const far = reach(read(WHOLE, lower + k), read(WHOLE, upper + k), read(WHOLE, anchor + k));
  keep(WHOLE, out + (k >> 1), singleUp(f64x2.mul(far, f64x2.splat(factor))));
}

export function singleReach(size: i32, lower: usize, upper: usize, anchor: usize, factor: f64, out: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) reachStep(true, k, lower, upper, anchor, factor, out);
  if (size & 1) reachStep(false, k, lower, upper, anchor, factor, out);
}

// @ts-ignore: decorator
@inline
function distance(WHOLE: bool, k: usize, lower: usize, upper: usize, anchor: usize): v128 {
  const at = read(WHOLE, anchor + k);
  return greater(f64x2.sub(read(WHOLE, upper + k), at), f64x2.sub(at, read(WHOLE, lower + k)));
}

export function sumOfReaches(size: i32, lower: usize, upper: usize, anchor: usize): f64 {
  const whole = <usize>(size & ~1) * DOUBLE;
  let sums = f64x2.splat(0);
  let k: usize = 0;
  for (; k < whole; k += VECTOR) sums = f64x2.add(sums, distance(true, k, lower, upper, anchor));
  if (size & 1) sums = f64x2.add(sums, distance(false, k, lower, upper, anchor));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

// @ts-ignore: decorator
@inline
function movingStep(WHOLE: bool, k: usize, lower: usize, upper: usize, anchor: usize, gamma: f64, uncertainty: usize): void {
  const at = read(WHOLE, anchor + k);
  const far = reach(read(WHOLE, lower + k), read(WHOLE, upper + k), at);
  const sum = f64x2.add(f64x2.mul(f64x2.splat(gamma), f64x2.abs(at)), f64x2.mul(f64x2.splat(SINGLE_UNIT), far));
  write(WHOLE, uncertainty + k, f64x2.mul(sum, f64x2.splat(SLACK)));
}

export function movingUncertainties(size: i32, lower: usize, upper: usize, anchor: usize, gamma: f64, uncertainty: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) movingStep(true, k, lower, upper, anchor, gamma, uncertainty);
  if (size & 1) movingStep(false, k, lower, upper, anchor, gamma, uncertainty);
}

/** Two singles, or one, as doubles. */
// @ts-ignore: decorator
@inline
function singles(WHOLE: bool, at: usize): v128 {
  return f64x2.promote_low_f32x4(WHOLE ? v128.load64_zero(at) : v128.load32_zero(at));
}

// @ts-ignore: decorator
@inline
function constant<T>(WHOLE: bool, at: usize): v128 {
  return sizeof<T>() == 4 ? singles(WHOLE, at) : read(WHOLE, at);
}

// @ts-ignore: decorator
@inline
function constantSum<T>(size: i32, bias: usize, uncertainty: usize): f64 {
  const whole = <usize>(size & ~1) * sizeof<T>();
  let sums = f64x2.splat(0);
  let k: usize = 0;
  for (; k < whole; k += 2 * sizeof<T>()) {
    sums = f64x2.add(sums, f64x2.add(f64x2.abs(constant<T>(true, bias + k)), constant<T>(true, uncertainty + k)));
  }
  if (size & 1) sums = f64x2.add(sums, f64x2.add(f64x2.abs(constant<T>(false, bias + k)), constant<T>(false, uncertainty + k)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

export function sumOfConstants(single: bool, size: i32, bias: usize, uncertainty: usize): f64 {
  return single ? constantSum<f32>(size, bias, uncertainty) : constantSum<f64>(size, bias, uncertainty);
}

/** 2^-40. */
const INTERCEPT: f64 = 9.094947017729282e-13;

// @ts-ignore: decorator
@inline
function addStep(WHOLE: bool, k: usize, bias: usize, unsure: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize): void {
  const constant = singles(WHOLE, bias + k);
  const doubt = singles(WHOLE, unsure + k);
  const low = singles(WHOLE, lowerIntercept + k);
  const high = singles(WHOLE, upperIntercept + k);
  const below = singles(WHOLE, lowerSlope + k);
  const above = singles(WHOLE, upperSlope + k);
  const slope = greater(f64x2.abs(below), f64x2.abs(above));
  const size = f64x2.abs(constant);
  keep(WHOLE, lowerIntercept + k, singleDown(f64x2.add(low, f64x2.mul(below, constant))));
  keep(WHOLE, upperIntercept + k, singleUp(f64x2.add(high, f64x2.mul(above, constant))));
  const given = f64x2.mul(slope, f64x2.add(doubt, f64x2.mul(f64x2.splat(2 * SINGLE_UNIT), f64x2.add(size, doubt))));
  const rounded = f64x2.mul(f64x2.splat(INTERCEPT), f64x2.add(greater(f64x2.abs(low), f64x2.abs(high)), f64x2.mul(slope, size)));
  const all = f64x2.add(singles(WHOLE, uncertainty + k), f64x2.add(given, rounded));
  keep(WHOLE, uncertainty + k, singleUp(f64x2.mul(all, f64x2.splat(SLACK))));
}

export function addConstants(
  size: i32, bias: usize, unsure: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * 4;
  let k: usize = 0;
  for (; k < whole; k += 8) addStep(true, k, bias, unsure, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
  if (size & 1) addStep(false, k, bias, unsure, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
}

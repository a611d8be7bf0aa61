// Elementwise intervals, rounded outward: what ../../interval.ts and ../../relu.ts state, bit for bit. No fused multiply-adds here, as those round otherwise.

import { DOUBLE, greater, VECTOR } from './vector';

export const UNIT: f64 = 1.1102230246251565e-16;
const RELATIVE: f64 = 2 * UNIT;
export const ETA: f64 = 5e-324;
export const SLACK: f64 = 1 + 32 * UNIT;

// @ts-ignore: decorator
@inline
export function outward(x: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.abs(x), f64x2.splat(RELATIVE)), f64x2.splat(ETA));
}

// @ts-ignore: decorator
@inline
export function up(x: v128): v128 {
  return f64x2.add(x, outward(x));
}

// @ts-ignore: decorator
@inline
function down(x: v128): v128 {
  return f64x2.sub(x, outward(x));
}

/** Two elements, or the last one (and zero). */
// @ts-ignore: decorator
@inline
export function read(WHOLE: bool, at: usize): v128 {
  return WHOLE ? v128.load(at) : v128.load64_zero(at);
}

// @ts-ignore: decorator
@inline
export function write(WHOLE: bool, at: usize, value: v128): void {
  if (WHOLE) v128.store(at, value);
  else v128.store64_lane(at, value, 0);
}

// @ts-ignore: decorator
@inline
function centreStep(WHOLE: bool, k: usize, lower: usize, upper: usize, centre: usize, radius: usize, magnitude: usize): void {
  const lo = read(WHOLE, lower + k);
  const hi = read(WHOLE, upper + k);
  const at = middle(lo, hi);
  const half = up(greater(f64x2.sub(hi, at), f64x2.sub(at, lo)));
  write(WHOLE, centre + k, at);
  write(WHOLE, radius + k, v128.andnot(half, f64x2.eq(lo, hi)));
  write(WHOLE, magnitude + k, greater(f64x2.abs(lo), f64x2.abs(hi)));
}

export function centreForm(size: i32, lower: usize, upper: usize, centre: usize, radius: usize, magnitude: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) centreStep(true, k, lower, upper, centre, radius, magnitude);
  if (size & 1) centreStep(false, k, lower, upper, centre, radius, magnitude);
}

// @ts-ignore: decorator
@inline
function middle(lo: v128, hi: v128): v128 {
  return f64x2.add(lo, f64x2.mul(f64x2.sub(hi, lo), f64x2.splat(0.5)));
}

export function middles(size: i32, lower: usize, upper: usize, target: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) v128.store(target + k, middle(v128.load(lower + k), v128.load(upper + k)));
  if (size & 1) v128.store64_lane(target + k, middle(v128.load64_zero(lower + k), v128.load64_zero(upper + k)), 0);
}

// @ts-ignore: decorator
@inline
function magnitudeStep(WHOLE: bool, k: usize, lower: usize, upper: usize, scale: f64, target: usize): void {
  const size = greater(f64x2.abs(read(WHOLE, lower + k)), f64x2.abs(read(WHOLE, upper + k)));
  const scaled = f64x2.mul(f64x2.mul(size, f64x2.splat(scale)), f64x2.splat(SLACK));
  write(WHOLE, target + k, f64x2.add(scaled, f64x2.splat(ETA)));
}

export function magnitudeTimes(size: i32, lower: usize, upper: usize, scale: f64, target: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) magnitudeStep(true, k, lower, upper, scale, target);
  if (size & 1) magnitudeStep(false, k, lower, upper, scale, target);
}

// @ts-ignore: decorator
@inline
function linearStep(
  WHOLE: bool, k: usize, centre: usize, radius: usize, magnitude: usize, bias: usize, biasError: usize,
  growth: f64, forward: f64, backward: f64, biasGamma: f64, underflow: f64, lower: usize, upper: usize, uncertainty: usize,
): void {
  const b = read(WHOLE, bias + k);
  const size = f64x2.abs(b);
  const biasUncertainty = biasError == 0 ? f64x2.splat(0) : read(WHOLE, biasError + k);
  const m = read(WHOLE, magnitude + k);
  let spread = f64x2.add(f64x2.mul(read(WHOLE, radius + k), f64x2.splat(growth)), f64x2.mul(f64x2.splat(forward), m));
  spread = f64x2.add(f64x2.add(f64x2.add(spread, f64x2.mul(f64x2.splat(2 * UNIT), size)), biasUncertainty), f64x2.splat(underflow));
  spread = f64x2.mul(spread, f64x2.splat(SLACK));
  const middle = f64x2.add(read(WHOLE, centre + k), b);
  write(WHOLE, lower + k, down(f64x2.sub(down(middle), spread)));
  write(WHOLE, upper + k, up(f64x2.add(up(middle), spread)));
  let error = f64x2.add(f64x2.mul(f64x2.splat(backward), m), f64x2.mul(f64x2.splat(biasGamma), size));
  error = f64x2.mul(f64x2.add(error, biasUncertainty), f64x2.splat(SLACK));
  write(WHOLE, uncertainty + k, f64x2.add(error, f64x2.splat(underflow)));
}

/** `biasError`: 0 for none. */
export function linearBounds(
  size: i32, centre: usize, radius: usize, magnitude: usize, bias: usize, biasError: usize,
  growth: f64, forward: f64, backward: f64, biasGamma: f64, underflow: f64, lower: usize, upper: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) {
    linearStep(true, k, centre, radius, magnitude, bias, biasError, growth, forward, backward, biasGamma, underflow, lower, upper, uncertainty);
  }
  if (size & 1) linearStep(false, k, centre, radius, magnitude, bias, biasError, growth, forward, backward, biasGamma, underflow, lower, upper, uncertainty);
}

// @ts-ignore: decorator
@inline
function rangeStep(WHOLE: bool, k: usize, lower: usize, upper: usize, least: usize, most: usize): void {
  const lo = read(WHOLE, lower + k);
  const hi = read(WHOLE, upper + k);
  write(WHOLE, least + k, v128.and(lo, f64x2.gt(lo, f64x2.splat(0))));
  write(WHOLE, most + k, v128.and(hi, f64x2.gt(hi, f64x2.splat(0))));
}

export function reluRange(size: i32, lower: usize, upper: usize, least: usize, most: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) rangeStep(true, k, lower, upper, least, most);
  if (size & 1) rangeStep(false, k, lower, upper, least, most);
}

/** Where an interval is none, or not finite. */
// @ts-ignore: decorator
@inline
function invalid(lo: v128, hi: v128): v128 {
  const ordered = v128.and(f64x2.le(lo, hi), f64x2.gt(lo, f64x2.splat(-Infinity)));
  return v128.not(v128.and(ordered, f64x2.lt(hi, f64x2.splat(Infinity))));
}

export function sumOfMagnitudes(size: i32, lower: usize, upper: usize): f64 {
  const whole = <usize>(size & ~1) * DOUBLE;
  let sums = f64x2.splat(0);
  let wrong = f64x2.splat(0);
  let k: usize = 0;
  for (; k < whole; k += VECTOR) {
    const lo = v128.load(lower + k);
    const hi = v128.load(upper + k);
    sums = f64x2.add(sums, greater(f64x2.abs(lo), f64x2.abs(hi)));
    wrong = v128.or(wrong, invalid(lo, hi));
  }
  if (size & 1) {
    const lo = v128.load64_zero(lower + k);
    const hi = v128.load64_zero(upper + k);
    sums = f64x2.add(sums, greater(f64x2.abs(lo), f64x2.abs(hi)));
    wrong = v128.or(wrong, invalid(lo, hi));
  }
  return v128.any_true(wrong) ? NaN : f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** |slopes| where products with coefficients can round. */
// @ts-ignore: decorator
@inline
function rounded(slopes: v128): v128 {
  return v128.andnot(f64x2.abs(slopes), v128.or(f64x2.eq(slopes, f64x2.splat(0)), f64x2.eq(slopes, f64x2.splat(1))));
}

/** What lines are uncertain by whose products round with these slopes at most, over an interval. */
// @ts-ignore: decorator
@inline
function unsure(slope: v128, intercept: v128, lo: v128, hi: v128, biasGamma: v128): v128 {
  const none = f64x2.splat(0);
  const magnitude = greater(f64x2.abs(lo), f64x2.abs(hi));
  const product = f64x2.mul(f64x2.mul(f64x2.splat(2 * UNIT), slope), magnitude);
  const sum = f64x2.add(product, f64x2.mul(biasGamma, intercept));
  const all = f64x2.add(f64x2.mul(sum, f64x2.splat(SLACK)), f64x2.splat(ETA));
  const exact = v128.and(v128.or(f64x2.eq(slope, none), f64x2.eq(magnitude, none)), f64x2.eq(intercept, none));
  return v128.andnot(all, exact);
}

// @ts-ignore: decorator
@inline
function reluStep(
  WHOLE: bool, k: usize, lower: usize, upper: usize, choice: i32, biasGamma: v128,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
): void {
  const none = f64x2.splat(0);
  const one = f64x2.splat(1);
  const lo = read(WHOLE, lower + k);
  const hi = read(WHOLE, upper + k);
  const active = f64x2.ge(lo, none);
  const stable = v128.or(active, f64x2.le(hi, none));
  const depth = f64x2.sub(none, lo);
  const slope = f64x2.div(hi, f64x2.sub(hi, lo));
  const left = f64x2.mul(slope, depth);
  const product = f64x2.mul(slope, hi);
  const right = f64x2.sub(hi, product);
  const lost = f64x2.mul(f64x2.splat(4 * UNIT), f64x2.add(f64x2.add(left, product), right));
  const chord = f64x2.add(greater(left, right), f64x2.add(lost, f64x2.splat(4 * ETA)));
  const finite = f64x2.lt(chord, f64x2.splat(Infinity));
  const constant = v128.andnot(v128.bitselect(chord, hi, finite), stable);
  const identity = v128.and(one, active);
  const above = v128.or(identity, v128.andnot(v128.and(slope, finite), stable));
  const belowUnstable = choice == 1 ? slope : choice == 0 ? v128.and(one, f64x2.ge(hi, depth)) : none;
  const below = v128.or(identity, v128.andnot(belowUnstable, stable));
  write(WHOLE, lowerSlope + k, below);
  write(WHOLE, lowerIntercept + k, none);
  write(WHOLE, upperSlope + k, above);
  write(WHOLE, upperIntercept + k, constant);
  // The lower slope is 0, 1 or the same, and neither slopes nor constants are negative.
  const rounding = v128.andnot(above, f64x2.eq(above, one));
  write(WHOLE, uncertainty + k, unsure(rounding, constant, lo, hi, biasGamma));
}

/** `choice`: 0 adaptive, 1 parallel lines (Fast-Lin), 2 flat. */
export function reluLines(
  size: i32, lower: usize, upper: usize, choice: i32, biasGamma: f64,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  const gamma = f64x2.splat(biasGamma);
  let k: usize = 0;
  for (; k < whole; k += VECTOR) reluStep(true, k, lower, upper, choice, gamma, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
  if (size & 1) reluStep(false, k, lower, upper, choice, gamma, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
}

// @ts-ignore: decorator
@inline
function uncertaintyStep(
  WHOLE: bool, k: usize, lower: usize, upper: usize, biasGamma: v128, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
): void {
  const slope = greater(rounded(read(WHOLE, lowerSlope + k)), rounded(read(WHOLE, upperSlope + k)));
  const intercept = greater(f64x2.abs(read(WHOLE, lowerIntercept + k)), f64x2.abs(read(WHOLE, upperIntercept + k)));
  write(WHOLE, uncertainty + k, unsure(slope, intercept, read(WHOLE, lower + k), read(WHOLE, upper + k), biasGamma));
}

/** `lineUncertainty` of ../../relu.ts. */
export function lineUncertainties(
  size: i32, lower: usize, upper: usize, biasGamma: f64, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  const gamma = f64x2.splat(biasGamma);
  let k: usize = 0;
  for (; k < whole; k += VECTOR) uncertaintyStep(true, k, lower, upper, gamma, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
  if (size & 1) uncertaintyStep(false, k, lower, upper, gamma, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty);
}

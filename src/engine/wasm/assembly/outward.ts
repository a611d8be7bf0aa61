// Intercepts that hold all that is unsure about lines: the bits of ../../outward.ts.

import { ETA, SLACK, UNIT } from './intervals';
import { DOUBLE, greater, VECTOR, zero } from './vector';

const FEW: f64 = 8 * UNIT;

/** Two doubles, or, of the last element, one and a zero. */
// @ts-ignore: decorator
@inline
function at(WHOLE: bool, from: usize): v128 {
  return WHOLE ? v128.load(from) : v128.load64_zero(from);
}

// @ts-ignore: decorator
@inline
function keep(WHOLE: bool, to: usize, value: v128): void {
  if (WHOLE) v128.store(to, value);
  else v128.store64_lane(to, value, 0);
}

/** `bias` and `sums`: 0 where there are none. */
// @ts-ignore: decorator
@inline
function step(
  WHOLE: bool, k: usize, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
  bias: usize, unsure: usize, sums: usize, growth: f64, lower: usize, upper: usize,
): void {
  const constant = bias != 0 ? at(WHOLE, bias + k) : zero();
  const doubt = bias != 0 ? at(WHOLE, unsure + k) : zero();
  const low = at(WHOLE, lowerIntercept + k);
  const high = at(WHOLE, upperIntercept + k);
  const below = at(WHOLE, lowerSlope + k);
  const above = at(WHOLE, upperSlope + k);
  const few = f64x2.splat(FEW);
  const slope = greater(f64x2.abs(below), f64x2.abs(above));
  const size = f64x2.abs(constant);
  const magnitude = f64x2.add(greater(f64x2.abs(low), f64x2.abs(high)), f64x2.mul(slope, size));
  const given = f64x2.add(at(WHOLE, uncertainty + k), sums != 0 ? at(WHOLE, sums + k) : zero());
  const passed = f64x2.mul(slope, f64x2.add(doubt, f64x2.mul(few, f64x2.add(size, doubt))));
  const error = f64x2.add(f64x2.add(given, passed), f64x2.mul(few, magnitude));
  const isExact = f64x2.eq(f64x2.add(error, v128.and(slope, f64x2.gt(f64x2.add(size, doubt), zero()))), zero());
  const charge = v128.andnot(f64x2.add(f64x2.mul(error, f64x2.splat(growth)), f64x2.splat(4 * ETA)), isExact);
  keep(WHOLE, lower + k, f64x2.sub(f64x2.add(low, f64x2.mul(below, constant)), charge));
  keep(WHOLE, upper + k, f64x2.add(f64x2.add(high, f64x2.mul(above, constant)), charge));
}

export function outwardLines(
  count: i32, lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize,
  bias: usize, unsure: usize, sums: usize, biasGamma: f64, lower: usize, upper: usize,
): void {
  const growth = (1 + 2 * biasGamma) * SLACK;
  const whole = <usize>(count & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) step(true, k, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, unsure, sums, growth, lower, upper);
  if (count & 1) step(false, k, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, unsure, sums, growth, lower, upper);
}

// Elementwise lines: sums of a * (sign-chosen constant) and |a| * uncertainty, and multiplication by a sign-chosen slope.
// No select or maximum touches a value itself, so a NaN always reaches a sum. Singles are summed in short lanes, these in doubles.

import { DOUBLE, VECTOR, leftOver, lanes, loadTail, multiplyAdd, promoted, storeTail, tailMask, total, zero } from './vector';
import { is, One, Zero } from './counts';

/** Singles: most terms of a lane (`LANE_TERMS` of ../precision.ts). */
const PIECE: i32 = 16;

// @ts-ignore: decorator
@inline
function read<T>(TAIL: bool, at: usize, mask: v128): v128 {
  return TAIL ? loadTail<T>(at, mask) : v128.load(at);
}

/** Without SPLIT, lower and upper are the same array: a bias. */
// @ts-ignore: decorator
@inline
function chosen<T>(SPLIT: bool, TAIL: bool, a: v128, lower: usize, upper: usize, mask: v128): v128 {
  if (!SPLIT) return read<T>(TAIL, lower, mask);
  return v128.bitselect(read<T>(TAIL, lower, mask), read<T>(TAIL, upper, mask), v128.ge<T>(a, zero()));
}

/** What lanes of either type add up to, as two doubles. */
// @ts-ignore: decorator
@inline
function doubles<T>(first: v128, second: v128): v128 {
  if (sizeof<T>() == 8) return f64x2.add(first, second);
  return promoted(f32x4.add(first, second));
}

function sums<T, SCALE, SPLIT>(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  const pairs = run / (2 * lanes<T>());
  const odd = run & lanes<T>();
  const mask = tailMask<T>(run);
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let biases = zero(), errors = zero();
    let bias0 = zero(), bias1 = zero(), error0 = zero(), error1 = zero();
    let pending = 0;
    let line = <usize>load<u32>(offsets + (row << 2)) * sizeof<T>();
    for (let y = height; y > 0; y--) {
      let k = line;
      let left = pairs;
      while (true) {
        const piece = sizeof<T>() == 8 ? left : min(left, PIECE - pending);
        for (const end = k + <usize>piece * 2 * VECTOR; k < end; k += 2 * VECTOR) {
          const a = v128.load(p);
          const b = v128.load(p, VECTOR);
          bias0 = multiplyAdd<T>(a, chosen<T>(is<SPLIT>(), false, a, lowerIntercept + k, upperIntercept + k, mask), bias0);
          bias1 = multiplyAdd<T>(b, chosen<T>(is<SPLIT>(), false, b, lowerIntercept + k + VECTOR, upperIntercept + k + VECTOR, mask), bias1);
          error0 = multiplyAdd<T>(v128.abs<T>(a), v128.load(uncertainty + k), error0);
          error1 = multiplyAdd<T>(v128.abs<T>(b), v128.load(uncertainty + k, VECTOR), error1);
          if (is<SCALE>()) {
            v128.store(p, v128.mul<T>(a, chosen<T>(true, false, a, lowerSlope + k, upperSlope + k, mask)));
            v128.store(p, v128.mul<T>(b, chosen<T>(true, false, b, lowerSlope + k + VECTOR, upperSlope + k + VECTOR, mask)), VECTOR);
          }
          p += 2 * VECTOR;
        }
        if (sizeof<T>() == 8) break;
        pending += piece;
        left -= piece;
        if (pending == PIECE) {
          biases = f64x2.add(biases, doubles<T>(bias0, bias1));
          errors = f64x2.add(errors, doubles<T>(error0, error1));
          bias0 = bias1 = error0 = error1 = zero();
          pending = 0;
        }
        if (left <= 0) break;
      }
      if (odd) {
        const a = v128.load(p);
        bias0 = multiplyAdd<T>(a, chosen<T>(is<SPLIT>(), false, a, lowerIntercept + k, upperIntercept + k, mask), bias0);
        error0 = multiplyAdd<T>(v128.abs<T>(a), v128.load(uncertainty + k), error0);
        if (is<SCALE>()) v128.store(p, v128.mul<T>(a, chosen<T>(true, false, a, lowerSlope + k, upperSlope + k, mask)));
        p += VECTOR;
        k += VECTOR;
      }
      if (leftOver<T>(run)) {
        const a = loadTail<T>(p, mask);
        bias1 = multiplyAdd<T>(a, chosen<T>(is<SPLIT>(), true, a, lowerIntercept + k, upperIntercept + k, mask), bias1);
        error1 = multiplyAdd<T>(v128.abs<T>(a), loadTail<T>(uncertainty + k, mask), error1);
        if (is<SCALE>()) storeTail<T>(p, v128.mul<T>(a, chosen<T>(true, true, a, lowerSlope + k, upperSlope + k, mask)), mask);
        p += <usize>leftOver<T>(run) * sizeof<T>();
      }
      if (sizeof<T>() == 4) {
        // At most one more term in each lane.
        pending += 1;
        if (pending == PIECE) {
          biases = f64x2.add(biases, doubles<T>(bias0, bias1));
          errors = f64x2.add(errors, doubles<T>(error0, error1));
          bias0 = bias1 = error0 = error1 = zero();
          pending = 0;
        }
      }
      line += stride;
    }
    biases = f64x2.add(biases, doubles<T>(bias0, bias1));
    errors = f64x2.add(errors, doubles<T>(error0, error1));
    const at = row * DOUBLE;
    store<f64>(bias + at, load<f64>(bias + at) + total(biases));
    store<f64>(error + at, load<f64>(error + at) + total(errors));
  }
}

export function relax(
  single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  if (single) sums<f32, One, One>(rows, height, run, stride, offsets, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error);
  if (!single) sums<f64, One, One>(rows, height, run, stride, offsets, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error);
}

export function accumulate(
  single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lower: usize, upper: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  if (single && lower != upper) sums<f32, Zero, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, bias, error);
  if (single && lower == upper) sums<f32, Zero, Zero>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, bias, error);
  if (!single && lower != upper) sums<f64, Zero, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, bias, error);
  if (!single && lower == upper) sums<f64, Zero, Zero>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, bias, error);
}

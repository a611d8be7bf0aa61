// Elementwise lines: sums of a * (sign-chosen constant) and |a| * uncertainty, and multiplication by a sign-chosen slope.
// No select or maximum touches a value itself, so a NaN always reaches a sum.

import { DOUBLE, VECTOR, multiplyAdd, total, zero } from './vector';

// @ts-ignore: decorator
@inline
function read(WIDTH: i32, at: usize): v128 {
  return WIDTH > 1 ? v128.load(at) : v128.load64_zero(at);
}

// @ts-ignore: decorator
@inline
function constant(WIDTH: i32, a: v128, lower: usize, upper: usize): v128 {
  return v128.bitselect(read(WIDTH, lower), read(WIDTH, upper), f64x2.ge(a, zero()));
}

// @ts-ignore: decorator
@inline
function scaled(WIDTH: i32, a: v128, lower: usize, upper: usize): v128 {
  return f64x2.mul(a, constant(WIDTH, a, lower, upper));
}

export function relax(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  const quads = <usize>(run & ~3) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let bias0 = zero(), bias1 = zero(), error0 = zero(), error1 = zero();
    let line = <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + quads; k < end; k += 2 * VECTOR) {
        const a = v128.load(p);
        const b = v128.load(p, 16);
        bias0 = multiplyAdd(a, constant(2, a, lowerIntercept + k, upperIntercept + k), bias0);
        bias1 = multiplyAdd(b, constant(2, b, lowerIntercept + k + 16, upperIntercept + k + 16), bias1);
        error0 = multiplyAdd(f64x2.abs(a), v128.load(uncertainty + k), error0);
        error1 = multiplyAdd(f64x2.abs(b), v128.load(uncertainty + k, 16), error1);
        v128.store(p, scaled(2, a, lowerSlope + k, upperSlope + k));
        v128.store(p, scaled(2, b, lowerSlope + k + 16, upperSlope + k + 16), 16);
        p += 2 * VECTOR;
      }
      if (run & 2) {
        const a = v128.load(p);
        bias0 = multiplyAdd(a, constant(2, a, lowerIntercept + k, upperIntercept + k), bias0);
        error0 = multiplyAdd(f64x2.abs(a), v128.load(uncertainty + k), error0);
        v128.store(p, scaled(2, a, lowerSlope + k, upperSlope + k));
        p += VECTOR;
        k += VECTOR;
      }
      if (run & 1) {
        const a = v128.load64_zero(p);
        bias1 = multiplyAdd(a, constant(1, a, lowerIntercept + k, upperIntercept + k), bias1);
        error1 = multiplyAdd(f64x2.abs(a), v128.load64_zero(uncertainty + k), error1);
        v128.store64_lane(p, scaled(1, a, lowerSlope + k, upperSlope + k), 0);
        p += DOUBLE;
      }
      line += stride;
    }
    const at = row * DOUBLE;
    store<f64>(bias + at, load<f64>(bias + at) + total(f64x2.add(bias0, bias1)));
    store<f64>(error + at, load<f64>(error + at) + total(f64x2.add(error0, error1)));
  }
}

/** Without SPLIT, lower and upper are the same array: a bias. */
// @ts-ignore: decorator
@inline
function chosen(SPLIT: bool, WIDTH: i32, a: v128, lower: usize, upper: usize): v128 {
  return SPLIT ? constant(WIDTH, a, lower, upper) : read(WIDTH, lower);
}

// @ts-ignore: decorator
@inline
function sums(
  SPLIT: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lower: usize, upper: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  const quads = <usize>(run & ~3) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let bias0 = zero(), bias1 = zero(), error0 = zero(), error1 = zero();
    let line = <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + quads; k < end; k += 2 * VECTOR) {
        const a = v128.load(p);
        const b = v128.load(p, 16);
        bias0 = multiplyAdd(a, chosen(SPLIT, 2, a, lower + k, upper + k), bias0);
        bias1 = multiplyAdd(b, chosen(SPLIT, 2, b, lower + k + 16, upper + k + 16), bias1);
        error0 = multiplyAdd(f64x2.abs(a), v128.load(uncertainty + k), error0);
        error1 = multiplyAdd(f64x2.abs(b), v128.load(uncertainty + k, 16), error1);
        p += 2 * VECTOR;
      }
      if (run & 2) {
        const a = v128.load(p);
        bias0 = multiplyAdd(a, chosen(SPLIT, 2, a, lower + k, upper + k), bias0);
        error0 = multiplyAdd(f64x2.abs(a), v128.load(uncertainty + k), error0);
        p += VECTOR;
        k += VECTOR;
      }
      if (run & 1) {
        const a = v128.load64_zero(p);
        bias1 = multiplyAdd(a, chosen(SPLIT, 1, a, lower + k, upper + k), bias1);
        error1 = multiplyAdd(f64x2.abs(a), v128.load64_zero(uncertainty + k), error1);
        p += DOUBLE;
      }
      line += stride;
    }
    const at = row * DOUBLE;
    store<f64>(bias + at, load<f64>(bias + at) + total(f64x2.add(bias0, bias1)));
    store<f64>(error + at, load<f64>(error + at) + total(f64x2.add(error0, error1)));
  }
}

export function accumulate(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lower: usize, upper: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  // Two ifs, so that the optimizer does not fold the variants into one: see ./backward.
  if (lower != upper) sums(true, rows, height, run, stride, offsets, coefficients, lower, upper, uncertainty, bias, error);
  if (lower == upper) sums(false, rows, height, run, stride, offsets, coefficients, lower, upper, uncertainty, bias, error);
}

// Sums of squares and maxima of |a * weight|; a NaN reaches both. Singles become doubles where they are loaded, which is exact.

import { DOUBLE, VECTOR, multiplyAdd, total, zero } from './vector';

/** The two coefficients at an address, as doubles, or the two behind them. */
// @ts-ignore: decorator
@inline
function two<T>(SECOND: bool, at: usize): v128 {
  if (sizeof<T>() == 8) return SECOND ? v128.load(at, VECTOR) : v128.load(at);
  return f64x2.promote_low_f32x4(SECOND ? v128.load64_zero(at, DOUBLE) : v128.load64_zero(at));
}

/** One coefficient and a zero. */
// @ts-ignore: decorator
@inline
function one<T>(at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(at);
  return f64x2.promote_low_f32x4(v128.load32_zero(at));
}

function sumOfSquares<T>(rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  const quads = <usize>(run & ~3) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let sum = zero();
    let second = zero();
    let line = weight + <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + quads; k < end; k += 2 * VECTOR) {
        const a = f64x2.mul(two<T>(false, p), v128.load(k));
        const b = f64x2.mul(two<T>(true, p), v128.load(k, VECTOR));
        sum = multiplyAdd<f64>(a, a, sum);
        second = multiplyAdd<f64>(b, b, second);
        p += 4 * sizeof<T>();
      }
      for (let left = run & 3; left > 0; left--) {
        const a = f64x2.mul(one<T>(p), v128.load64_zero(k));
        sum = multiplyAdd<f64>(a, a, sum);
        p += sizeof<T>();
        k += DOUBLE;
      }
      line += stride;
    }
    const at = sums + row * DOUBLE;
    store<f64>(at, load<f64>(at) + total(f64x2.add(sum, second)));
  }
}

export function squares(single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  if (single) sumOfSquares<f32>(rows, height, run, stride, offsets, coefficients, weight, sums);
  if (!single) sumOfSquares<f64>(rows, height, run, stride, offsets, coefficients, weight, sums);
}

/**
 * Maxima. pmax is one instruction but forgets a NaN, so NaNs are collected apart: the mask of a lane that was ever
 * NaN is all ones, itself a NaN.
 */
function maxima<T>(rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  const quads = <usize>(run & ~3) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let most = zero();
    let second = zero();
    let faults = zero();
    let line = weight + <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + quads; k < end; k += 2 * VECTOR) {
        const a = f64x2.abs(f64x2.mul(two<T>(false, p), v128.load(k)));
        const b = f64x2.abs(f64x2.mul(two<T>(true, p), v128.load(k, VECTOR)));
        faults = v128.or(faults, v128.or(f64x2.ne(a, a), f64x2.ne(b, b)));
        most = f64x2.pmax(most, a);
        second = f64x2.pmax(second, b);
        p += 4 * sizeof<T>();
      }
      for (let left = run & 3; left > 0; left--) {
        const a = f64x2.abs(f64x2.mul(one<T>(p), v128.load64_zero(k)));
        faults = v128.or(faults, f64x2.ne(a, a));
        most = f64x2.pmax(most, a);
        p += sizeof<T>();
        k += DOUBLE;
      }
      line += stride;
    }
    const at = sums + row * DOUBLE;
    most = v128.or(f64x2.pmax(most, second), faults);
    const both = f64.max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    store<f64>(at, f64.max(load<f64>(at), both));
  }
}

export function largest(single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  if (single) maxima<f32>(rows, height, run, stride, offsets, coefficients, weight, sums);
  if (!single) maxima<f64>(rows, height, run, stride, offsets, coefficients, weight, sums);
}

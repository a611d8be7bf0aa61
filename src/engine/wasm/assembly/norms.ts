// Sums of squares and maxima of |a * weight|; a NaN reaches both.

import { DOUBLE, VECTOR, multiplyAdd, total, zero } from './vector';

export function squares(rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  const pairs = <usize>(run & ~1) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let sum = zero();
    let line = weight + <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + pairs; k < end; k += VECTOR) {
        const a = f64x2.mul(v128.load(p), v128.load(k));
        sum = multiplyAdd<f64>(a, a, sum);
        p += VECTOR;
      }
      if (run & 1) {
        const a = f64x2.mul(v128.load64_zero(p), v128.load64_zero(k));
        sum = multiplyAdd<f64>(a, a, sum);
        p += DOUBLE;
      }
      line += stride;
    }
    const at = sums + row * DOUBLE;
    store<f64>(at, load<f64>(at) + total(sum));
  }
}

/**
 * Maxima. pmax is one instruction but forgets a NaN, so NaNs are collected apart: the mask of a lane that was ever
 * NaN is all ones, itself a NaN.
 */
export function largest(rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
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
        const a = f64x2.abs(f64x2.mul(v128.load(p), v128.load(k)));
        const b = f64x2.abs(f64x2.mul(v128.load(p, 16), v128.load(k, 16)));
        faults = v128.or(faults, v128.or(f64x2.ne(a, a), f64x2.ne(b, b)));
        most = f64x2.pmax(most, a);
        second = f64x2.pmax(second, b);
        p += 2 * VECTOR;
      }
      for (let left = run & 3; left > 0; left--) {
        const a = f64x2.abs(f64x2.mul(v128.load64_zero(p), v128.load64_zero(k)));
        faults = v128.or(faults, f64x2.ne(a, a));
        most = f64x2.pmax(most, a);
        p += DOUBLE;
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

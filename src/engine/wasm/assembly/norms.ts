// Sums of squares and maxima of |a * weight|. f64x2.max and f64.max hand on a NaN (pmax would not).

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
        sum = multiplyAdd(a, a, sum);
        p += VECTOR;
      }
      if (run & 1) {
        const a = f64x2.mul(v128.load64_zero(p), v128.load64_zero(k));
        sum = multiplyAdd(a, a, sum);
        p += DOUBLE;
      }
      line += stride;
    }
    const at = sums + row * DOUBLE;
    store<f64>(at, load<f64>(at) + total(sum));
  }
}

export function largest(rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, weight: usize, sums: usize): void {
  const pairs = <usize>(run & ~1) * DOUBLE;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let most = zero();
    let line = weight + <usize>load<u32>(offsets + (row << 2)) * DOUBLE;
    for (let y = height; y > 0; y--) {
      let k = line;
      for (const end = line + pairs; k < end; k += VECTOR) {
        most = f64x2.max(most, f64x2.abs(f64x2.mul(v128.load(p), v128.load(k))));
        p += VECTOR;
      }
      if (run & 1) {
        most = f64x2.max(most, f64x2.abs(f64x2.mul(v128.load64_zero(p), v128.load64_zero(k))));
        p += DOUBLE;
      }
      line += stride;
    }
    const at = sums + row * DOUBLE;
    const both = f64.max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    store<f64>(at, f64.max(load<f64>(at), both));
  }
}

// Long sums of singles are cut into pieces, which are summed in doubles, so that errors stay small however many terms there are (../../precision.ts).

import { VECTOR } from './vector';

/** Most terms of a piece. */
export const PIECE: i32 = 16;

/** Bytes of the sums of one vector of singles, in doubles. */
const SUMS: usize = 2 * VECTOR;

/** Bytes of the sums of a row of a tile: two vectors. */
export const ROW_SUMS: usize = 2 * SUMS;

// @ts-ignore: decorator
@inline
function low(singles: v128): v128 {
  return f64x2.promote_low_f32x4(singles);
}

// @ts-ignore: decorator
@inline
function high(singles: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(singles, singles, 1, 1));
}

// @ts-ignore: decorator
@inline
function add(first: bool, sums: usize, piece: v128): void {
  if (first) {
    v128.store(sums, low(piece));
    v128.store(sums, high(piece), VECTOR);
    return;
  }
  v128.store(sums, f64x2.add(v128.load(sums), low(piece)));
  v128.store(sums, f64x2.add(v128.load(sums, VECTOR), high(piece)), VECTOR);
}

/** Adds a piece to the sums of a row, or begins them; one vector or two. */
// @ts-ignore: decorator
@inline
export function addPiece(VECTORS: i32, first: bool, sums: usize, one: v128, two: v128): void {
  add(first, sums, one);
  if (VECTORS == 2) add(first, sums + SUMS, two);
}

/** The whole sum of vector `at` (0 or 1) of a row: its pieces before, if there were any, and the last one. */
// @ts-ignore: decorator
@inline
export function total<T>(first: bool, sums: usize, at: i32, last: v128): v128 {
  if (sizeof<T>() == 8) return last;
  if (first) return last;
  const start = sums + <usize>at * SUMS;
  const a = f32x4.demote_f64x2_zero(f64x2.add(v128.load(start), low(last)));
  const b = f32x4.demote_f64x2_zero(f64x2.add(v128.load(start, VECTOR), high(last)));
  return v128.shuffle<i64>(a, b, 0, 2);
}

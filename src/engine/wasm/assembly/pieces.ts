// Long sums of singles are cut into pieces; a group of pieces is summed in singles, and groups in doubles, so that errors stay small however many terms
// there are (../../precision.ts). Doubles for every piece would take a sixth of the time of long sums.

import { VECTOR } from './vector';

/** Most terms of a piece. */
export const PIECE: i32 = 16;

/** Pieces of a group. */
export const GROUP: i32 = 4;

/** Bytes of the sums of one vector: of the group, in singles, and of the groups before it, in doubles. */
const SUMS: usize = 3 * VECTOR;

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

/** `pieces`: of the group so far; `groups`: whether any is complete. */
// @ts-ignore: decorator
@inline
function add(pieces: i32, groups: bool, sums: usize, piece: v128): void {
  const sum = pieces == 0 ? piece : f32x4.add(v128.load(sums), piece);
  if (pieces < GROUP - 1) {
    v128.store(sums, sum);
    return;
  }
  v128.store(sums, groups ? f64x2.add(v128.load(sums, VECTOR), low(sum)) : low(sum), VECTOR);
  v128.store(sums, groups ? f64x2.add(v128.load(sums, 2 * VECTOR), high(sum)) : high(sum), 2 * VECTOR);
}

/** Adds a piece to the sums of a row; one vector or two. */
// @ts-ignore: decorator
@inline
export function addPiece(VECTORS: i32, pieces: i32, groups: bool, sums: usize, one: v128, two: v128): void {
  add(pieces, groups, sums, one);
  if (VECTORS == 2) add(pieces, groups, sums + SUMS, two);
}

/** The whole sum of vector `at` (0 or 1) of a row, with the last piece. */
// @ts-ignore: decorator
@inline
export function total<T>(pieces: i32, groups: bool, sums: usize, at: i32, last: v128): v128 {
  if (sizeof<T>() == 8) return last;
  const start = sums + <usize>at * SUMS;
  const sum = pieces == 0 ? last : f32x4.add(v128.load(start), last);
  if (!groups) return sum;
  const a = f32x4.demote_f64x2_zero(f64x2.add(v128.load(start, VECTOR), low(sum)));
  const b = f32x4.demote_f64x2_zero(f64x2.add(v128.load(start, 2 * VECTOR), high(sum)));
  return v128.shuffle<i64>(a, b, 0, 2);
}

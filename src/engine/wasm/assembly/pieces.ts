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

/** What becomes of a piece: the first one of a group, one in between, and the last one of the first group or of a later one. */
const FIRST: i32 = 0;
const INNER: i32 = 1;
const LAST_OF_FIRST: i32 = 2;
const LAST: i32 = 3;

// @ts-ignore: decorator
@inline
function add(ROLE: i32, sums: usize, piece: v128): void {
  if (ROLE == FIRST) {
    v128.store(sums, piece);
    return;
  }
  const sum = f32x4.add(v128.load(sums), piece);
  if (ROLE == INNER) {
    v128.store(sums, sum);
    return;
  }
  v128.store(sums, ROLE == LAST ? f64x2.add(v128.load(sums, VECTOR), low(sum)) : low(sum), VECTOR);
  v128.store(sums, ROLE == LAST ? f64x2.add(v128.load(sums, 2 * VECTOR), high(sum)) : high(sum), 2 * VECTOR);
}

// @ts-ignore: decorator
@inline
function addRow(ROLE: i32, VECTORS: i32, sums: usize, one: v128, two: v128): void {
  add(ROLE, sums, one);
  if (VECTORS == 2) add(ROLE, sums + SUMS, two);
}

// @ts-ignore: decorator
@inline
function addRows(
  ROLE: i32, ROWS: i32, VECTORS: i32, sums: usize,
  a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128, e0: v128, e1: v128, f0: v128, f1: v128,
): void {
  addRow(ROLE, VECTORS, sums, a0, a1);
  if (ROWS > 1) addRow(ROLE, VECTORS, sums + ROW_SUMS, b0, b1);
  if (ROWS > 2) addRow(ROLE, VECTORS, sums + 2 * ROW_SUMS, c0, c1);
  if (ROWS > 3) addRow(ROLE, VECTORS, sums + 3 * ROW_SUMS, d0, d1);
  if (ROWS > 4) addRow(ROLE, VECTORS, sums + 4 * ROW_SUMS, e0, e1);
  if (ROWS > 5) addRow(ROLE, VECTORS, sums + 5 * ROW_SUMS, f0, f1);
}

/** Adds a piece of each row of a tile, of one vector or two, to its sums. `pieces`: of the group so far; `groups`: whether any is complete. Asks once for all of them: a branch for each vector took a tenth of the time. */
// @ts-ignore: decorator
@inline
export function addPieces(
  ROWS: i32, VECTORS: i32, pieces: i32, groups: bool, sums: usize,
  a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128, e0: v128, e1: v128, f0: v128, f1: v128,
): void {
  if (pieces == 0) addRows(FIRST, ROWS, VECTORS, sums, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1);
  else if (pieces < GROUP - 1) addRows(INNER, ROWS, VECTORS, sums, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1);
  else if (groups) addRows(LAST, ROWS, VECTORS, sums, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1);
  else addRows(LAST_OF_FIRST, ROWS, VECTORS, sums, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1);
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

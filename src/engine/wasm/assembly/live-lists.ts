// Columns of coefficients that are not zero. A neuron that a ball never switches on has slope zero, so its coefficients vanish in every row; about half of them
// do in ReLU networks. `collect` lists, for each position of a tile of rows, the columns that are not zero in all of them.

import { VECTOR, lanes } from './vector';
import { liveBits } from './across-rows-list';
import { nextRows } from './rows';

/** Most rows of a tile. */
const TILE: i32 = 4;

/** An entry of a list: a column (the coefficients of four rows), and how far its weights (of two vectors) lie behind the first ones. */
// @ts-ignore: decorator
@inline
export function entryBytes<T>(): usize {
  return <usize>(TILE + 1) * sizeof<T>();
}

/** Where in an entry the offset lies. */
// @ts-ignore: decorator
@inline
export function offsetAt<T>(): usize {
  return <usize>TILE * sizeof<T>();
}

/** How far the coefficients of the third row lie behind those of the first, and the offset behind them. */
// @ts-ignore: decorator
@inline
export function halfOf<T>(): usize {
  return <usize>(TILE / 2) * sizeof<T>();
}

/** A list begins with the addresses of each position's first entry, and of the end. */
// @ts-ignore: decorator
@inline
function startsBytes(positions: i32): usize {
  return (<usize>(positions + 1) * 4 + 7) & ~7;
}

/** Writes an entry. A column of doubles has two vectors. */
// @ts-ignore: decorator
@inline
function put<T>(entry: usize, low: v128, high: v128, offset: u32): void {
  v128.store(entry, low);
  if (sizeof<T>() == 8) v128.store(entry, high, VECTOR);
  store<u32>(entry, offset, offsetAt<T>());
}

/** Where the next entry goes behind one that is kept, or is written over. */
// @ts-ignore: decorator
@inline
function behind<T>(entry: usize, bits: i32, index: i32): usize {
  return entry + <usize>((bits >> index) & 1) * entryBytes<T>();
}

/** Rows that are not there are the first one again. */
// @ts-ignore: decorator
@inline
function collectTile<T>(taken: i32, source: usize, sourceRow: usize, positions: i32, channels: i32, list: usize): usize {
  const first = list + startsBytes(positions);
  let entry = first;
  let a = source;
  let b = taken > 1 ? a + sourceRow : a;
  let c = taken > 2 ? b + sourceRow : a;
  let d = taken > 3 ? c + sourceRow : a;
  let offset: u32 = 0;
  for (let start = list, last = list + <usize>positions * 4; start < last; start += 4) {
    store<u32>(start, <u32>entry);
    for (let left = channels; left > 0; left -= lanes<T>()) {
      const p = v128.load(a), q = v128.load(b), r = v128.load(c), s = v128.load(d);
      let bits = liveBits<T>(v128.or(v128.or(p, q), v128.or(r, s)));
      if (left < lanes<T>()) bits &= (1 << left) - 1;
      if (bits) {
        // In that order: what is not kept is written over.
        const second = behind<T>(entry, bits, 0);
        if (sizeof<T>() == 8) {
          put<T>(entry, v128.shuffle<f64>(p, q, 0, 2), v128.shuffle<f64>(r, s, 0, 2), offset);
          put<T>(second, v128.shuffle<f64>(p, q, 1, 3), v128.shuffle<f64>(r, s, 1, 3), offset + <u32>(2 * VECTOR));
          entry = behind<T>(second, bits, 1);
        } else {
          const third = behind<T>(second, bits, 1);
          const fourth = behind<T>(third, bits, 2);
          const low = v128.shuffle<f32>(p, q, 0, 4, 1, 5);
          const lower = v128.shuffle<f32>(r, s, 0, 4, 1, 5);
          const high = v128.shuffle<f32>(p, q, 2, 6, 3, 7);
          const higher = v128.shuffle<f32>(r, s, 2, 6, 3, 7);
          put<T>(entry, v128.shuffle<f64>(low, lower, 0, 2), low, offset);
          put<T>(second, v128.shuffle<f64>(low, lower, 1, 3), low, offset + <u32>(2 * VECTOR));
          put<T>(third, v128.shuffle<f64>(high, higher, 0, 2), low, offset + <u32>(4 * VECTOR));
          put<T>(fourth, v128.shuffle<f64>(high, higher, 1, 3), low, offset + <u32>(6 * VECTOR));
          entry = behind<T>(fourth, bits, 3);
        }
      }
      const step = min(left, lanes<T>());
      a += <usize>step * sizeof<T>();
      b += <usize>step * sizeof<T>();
      c += <usize>step * sizeof<T>();
      d += <usize>step * sizeof<T>();
      offset += <u32>(step * 2) * <u32>VECTOR;
    }
  }
  store<u32>(list + <usize>positions * 4, <u32>entry);
  return (entry - first) / entryBytes<T>();
}

// @ts-ignore: decorator
@inline
function collectAll<T>(rows: i32, source: usize, sourceRow: usize, positions: i32, channels: i32, lists: usize, listBytes: usize): usize {
  let count: usize = 0;
  for (let row = 0, taken = 0; row < rows; row += taken) {
    taken = nextRows(false, rows - row);
    count += <usize>taken * collectTile<T>(taken, source + <usize>row * sourceRow, sourceRow, positions, channels, lists);
    lists += listBytes;
  }
  return count;
}

/** Makes the lists of all tiles; returns how many coefficients their columns hold. */
export function collect(
  single: bool, rows: i32, source: usize, sourceRow: usize, positions: i32, channels: i32, lists: usize, listBytes: usize,
): usize {
  if (single) return collectAll<f32>(rows, source, sourceRow, positions, channels, lists, listBytes);
  return collectAll<f64>(rows, source, sourceRow, positions, channels, lists, listBytes);
}


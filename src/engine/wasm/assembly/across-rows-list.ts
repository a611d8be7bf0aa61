// The rows of a tile of lanes over rows, the columns of one position of them that are not zero in all, and its sums, back to the rows.

import { VECTOR, lanes, zero } from './vector';

/** Most rows of a tile: two vectors of singles. */
const MOST_ROWS: usize = 8;

/** Rows of a tile, relative to its first one: in the source, then in the target. Rows that do not exist are the first one again. */
export const ROW_TABLES: usize = 2 * MOST_ROWS * 4;

// @ts-ignore: decorator
@inline
function sourceOf(tables: usize, row: i32): usize {
  return <usize>load<u32>(tables + ((<usize>row) << 2));
}

// @ts-ignore: decorator
@inline
function targetOf(tables: usize, row: i32): usize {
  return <usize>load<u32>(tables + ((<usize>row) << 2), MOST_ROWS * 4);
}

export function placeRows(tables: usize, rows: i32, taken: i32, sourceRow: usize, targetRow: usize): void {
  for (let row = 0; row < rows; row++) {
    const index = <usize>(row < taken ? row : 0);
    store<u32>(tables + ((<usize>row) << 2), <u32>(index * sourceRow));
    store<u32>(tables + ((<usize>row) << 2), <u32>(index * targetRow), MOST_ROWS * 4);
  }
}

/** Bit j: whether lane j of a union of rows has a coefficient. Negative zeros are none. */
// @ts-ignore: decorator
@inline
export function liveBits<T>(any: v128): i32 {
  if (sizeof<T>() == 8) return v128.bitmask<i64>(v128.ne<i64>(v128.shl<i64>(any, 1), zero()));
  return v128.bitmask<i32>(v128.ne<i32>(v128.shl<i32>(any, 1), zero()));
}

/** Stores four vectors (doubles: two) turned round: the first elements of all in `one`, the second ones in `two` and so on. */
// @ts-ignore: decorator
@inline
export function storeTurned<T>(a: v128, b: v128, c: v128, d: v128, one: usize, two: usize, three: usize, four: usize): void {
  if (sizeof<T>() == 8) {
    v128.store(one, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(two, v128.shuffle<f64>(a, b, 1, 3));
    return;
  }
  const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const lower = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const higher = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(one, v128.shuffle<f64>(low, lower, 0, 2));
  v128.store(two, v128.shuffle<f64>(low, lower, 1, 3));
  v128.store(three, v128.shuffle<f64>(high, higher, 0, 2));
  v128.store(four, v128.shuffle<f64>(high, higher, 1, 3));
}

// @ts-ignore: decorator
@inline
export function row(at: usize, tables: usize, index: i32): v128 {
  return v128.load(at + sourceOf(tables, index));
}

/**
 * Lists the columns of a position: values, and how far their weights, `weightBytes` each, lie behind the first ones. What is not kept is written over by
 * the next one. Returns how many were kept.
 */
// @ts-ignore: decorator
@inline
export function list<T>(VECTORS: i32, source: usize, tables: usize, channels: i32, weightBytes: u32, values: usize, offsets: usize): i32 {
  const step = <usize>VECTORS * VECTOR;
  const per = lanes<T>();
  let entry: i32 = 0;
  let offset: u32 = 0;
  for (let left = channels; left > 0; left -= per) {
    const a = row(source, tables, 0);
    const b = row(source, tables, 1);
    const c = per == 4 ? row(source, tables, 2) : a;
    const d = per == 4 ? row(source, tables, 3) : b;
    const e = VECTORS > 1 ? row(source, tables, per) : a;
    const f = VECTORS > 1 ? row(source, tables, per + 1) : b;
    const g = VECTORS > 1 && per == 4 ? row(source, tables, 6) : c;
    const h = VECTORS > 1 && per == 4 ? row(source, tables, 7) : d;
    let any = v128.or(v128.or(a, b), v128.or(c, d));
    if (VECTORS > 1) any = v128.or(any, v128.or(v128.or(e, f), v128.or(g, h)));
    let bits = liveBits<T>(any);
    if (left < per) bits &= (1 << left) - 1;
    if (bits) {
      const second = entry + (bits & 1);
      const third = second + ((bits >> 1) & 1);
      const fourth = third + ((bits >> 2) & 1);
      const one = values + <usize>entry * step;
      const two = values + <usize>second * step;
      const three = values + <usize>third * step;
      const four = values + <usize>fourth * step;
      // In that order: what is not kept is written over.
      storeTurned<T>(a, b, c, d, one, two, three, four);
      if (VECTORS > 1) storeTurned<T>(e, f, g, h, one + VECTOR, two + VECTOR, three + VECTOR, four + VECTOR);
      store<u32>(offsets + ((<usize>entry) << 2), offset);
      store<u32>(offsets + ((<usize>second) << 2), offset + weightBytes);
      if (sizeof<T>() == 4) {
        store<u32>(offsets + ((<usize>third) << 2), offset + 2 * weightBytes);
        store<u32>(offsets + ((<usize>fourth) << 2), offset + 3 * weightBytes);
      }
      entry = fourth + (bits >> 3);
    }
    offset += weightBytes * per;
    source += VECTOR;
  }
  return entry;
}

/** The sums of a tile, to its rows. */
// @ts-ignore: decorator
@inline
export function writeRows<T>(VECTORS: i32, sums: usize, size: i32, tables: usize, target: usize): void {
  const step = <usize>VECTORS * VECTOR;
  for (let vector = 0; vector < VECTORS; vector++) {
    const row = vector * lanes<T>();
    let from = sums + <usize>vector * VECTOR;
    let one = target + targetOf(tables, row);
    let two = target + targetOf(tables, row + 1);
    let three = sizeof<T>() == 4 ? target + targetOf(tables, row + 2) : one;
    let four = sizeof<T>() == 4 ? target + targetOf(tables, row + 3) : two;
    let left = size;
    for (; left >= lanes<T>(); left -= lanes<T>()) {
      const a = v128.load(from);
      const b = v128.load(from + step);
      const c = sizeof<T>() == 4 ? v128.load(from + 2 * step) : a;
      const d = sizeof<T>() == 4 ? v128.load(from + 3 * step) : b;
      storeTurned<T>(a, b, c, d, one, two, three, four);
      three += VECTOR;
      four += VECTOR;
      one += VECTOR;
      two += VECTOR;
      from += <usize>lanes<T>() * step;
    }
    for (; left > 0; left--) {
      store<T>(one, load<T>(from));
      store<T>(two, load<T>(from, sizeof<T>()));
      one += sizeof<T>();
      two += sizeof<T>();
      if (sizeof<T>() == 4) {
        store<T>(three, load<T>(from, 2 * sizeof<T>()));
        store<T>(four, load<T>(from, 3 * sizeof<T>()));
        three += sizeof<T>();
        four += sizeof<T>();
      }
      from += step;
    }
  }
}

// Like ./depthwise, with weights of their own at every position of a map and two sets of them: the sign of the coefficient chooses.

import { VECTOR, lanes, loadOne, multiplyAdd, storeOne, zero } from './vector';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function product<T>(a: v128, lower: v128, upper: v128, sum: v128): v128 {
  return multiplyAdd<T>(a, v128.bitselect(lower, upper, v128.ge<T>(a, zero())), sum);
}

/** WIDTH vectors of channels at one position, or one channel (0); `upper` is the distance from a lower weight to its upper one. */
// @ts-ignore: decorator
@inline
function gather<T>(
  WIDTH: i32,
  weights: usize,
  upper: usize,
  source: usize,
  countY: i32,
  weightStepY: usize,
  sourceStepY: usize,
  countX: i32,
  weightStepX: usize,
  sourceStepX: usize,
  target: usize,
): void {
  let a = zero(), b = zero(), c = zero(), d = zero();
  for (; countY > 0; countY--) {
    let w = weights;
    let p = source;
    for (let x = countX; x > 0; x--) {
      const v = w + upper;
      if (WIDTH == 0) a = product<T>(loadOne<T>(p), loadOne<T>(w), loadOne<T>(v), a);
      if (WIDTH > 0) a = product<T>(v128.load(p), v128.load(w), v128.load(v), a);
      if (WIDTH > 1) {
        b = product<T>(v128.load(p, 16), v128.load(w, 16), v128.load(v, 16), b);
        c = product<T>(v128.load(p, 32), v128.load(w, 32), v128.load(v, 32), c);
        d = product<T>(v128.load(p, 48), v128.load(w, 48), v128.load(v, 48), d);
      }
      w += weightStepX;
      p += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  if (WIDTH == 0) storeOne<T>(target, a);
  if (WIDTH > 0) v128.store(target, a);
  if (WIDTH > 1) {
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
}

/** Rows at the same place that are taken at once. */
const TOGETHER: i32 = 4;

/** A vector of one product a channel, in ROWS rows. */
// @ts-ignore: decorator
@inline
function products<T>(ROWS: i32, w: usize, upper: usize, source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const low = v128.load(w);
  const change = v128.xor(low, v128.load(w + upper));
  for (let row = 0; row < ROWS; row++) {
    const a = v128.load(source);
    v128.store(target, v128.mul<T>(a, v128.xor(low, v128.and(change, v128.lt<T>(a, zero())))));
    source += sourceRow;
    target += targetRow;
  }
}

/** A position that one tap reaches, as everywhere in pools whose windows do not overlap; at least one vector of channels, the last two of which may overlap. */
// @ts-ignore: decorator
@inline
function one<T>(ROWS: i32, channels: i32, w: usize, upper: usize, source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  const last = <usize>channels * sizeof<T>() - VECTOR;
  for (let k: usize = 0; k < last; k += VECTOR) products<T>(ROWS, w + k, upper, source + k, sourceRow, target + k, targetRow);
  products<T>(ROWS, w + last, upper, source + last, sourceRow, target + last, targetRow);
}

/** All channels of a position that any number of taps reach. */
// @ts-ignore: decorator
@inline
function all<T>(
  channels: i32, w: usize, gap: usize, p: usize, countY: i32, weightStepY: usize, sourceStepY: usize, countX: i32, weightStepX: usize, sourceStepX: usize, target: usize,
): void {
  let left = channels;
  for (; left >= 4 * lanes<T>(); left -= 4 * lanes<T>()) {
    gather<T>(4, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
    w += 64;
    p += 64;
    target += 64;
  }
  for (; left >= lanes<T>(); left -= lanes<T>()) {
    gather<T>(1, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
    w += VECTOR;
    p += VECTOR;
    target += VECTOR;
  }
  if (left > 0 && channels >= lanes<T>()) {
    // A vector that ends with the last channel, whatever was there before.
    const back = <usize>(lanes<T>() - left) * sizeof<T>();
    gather<T>(1, w - back, gap, p - back, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target - back);
    left = 0;
  }
  for (; left > 0; left--) {
    gather<T>(0, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
    w += sizeof<T>();
    p += sizeof<T>();
    target += sizeof<T>();
  }
}

// @ts-ignore: decorator
@inline
function areTogether(rows: i32, offsets: usize): bool {
  if (rows < TOGETHER) return false;
  const first = load<u32>(offsets);
  return load<u32>(offsets, 4) == first && load<u32>(offsets, 8) == first && load<u32>(offsets, 12) == first;
}

function allRows<T>(
  channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  const gap = upper - lower;
  const bytes = <usize>channels * sizeof<T>();
  const targetRow = ((tableX - tableY) / ENTRY) * ((tableEnd - tableX) / ENTRY) * bytes;
  while (rows > 0) {
    // Rows at the same place share weights.
    const taken = areTogether(rows, offsets) ? TOGETHER : 1;
    const weights = lower + load<u32>(offsets) * sizeof<T>();
    let t = target;
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        const w = weights + weightStart(y) + weightStart(x);
        const p = source + sourceStart(y) + sourceStart(x);
        if (countY == 1 && countX == 1 && channels >= lanes<T>()) {
          if (taken > 1) one<T>(TOGETHER, channels, w, gap, p, sourceRow, t, targetRow);
          else one<T>(1, channels, w, gap, p, sourceRow, t, targetRow);
        } else {
          for (let row: usize = 0; row < <usize>taken; row++) {
            all<T>(channels, w, gap, p + row * sourceRow, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, t + row * targetRow);
          }
        }
        t += bytes;
      }
    }
    rows -= taken;
    source += <usize>taken * sourceRow;
    target += <usize>taken * targetRow;
    offsets += <usize>taken * 4;
  }
}

export function signedGather(
  single: bool, channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (single) allRows<f32>(channels, lower, upper, offsets, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  if (!single) allRows<f64>(channels, lower, upper, offsets, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

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

/** A position that one tap reaches, as everywhere in pools whose windows do not overlap; at least one vector of channels, the last two of which may overlap. */
// @ts-ignore: decorator
@inline
function one<T>(channels: i32, weights: usize, upper: usize, source: usize, target: usize): void {
  const last = <usize>channels * sizeof<T>() - VECTOR;
  for (let k: usize = 0; ; k = min(k + VECTOR, last)) {
    const w = weights + k;
    v128.store(target + k, product<T>(v128.load(source + k), v128.load(w), v128.load(w + upper), zero()));
    if (k == last) break;
  }
}

function allRows<T>(
  channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  const gap = upper - lower;
  for (; rows > 0; rows--) {
    const weights = lower + load<u32>(offsets) * sizeof<T>();
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        let w = weights + weightStart(y) + weightStart(x);
        let p = source + sourceStart(y) + sourceStart(x);
        if (countY == 1 && countX == 1 && channels >= lanes<T>()) {
          one<T>(channels, w, gap, p, target);
          target += <usize>channels * sizeof<T>();
          continue;
        }
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
          target += <usize>left * sizeof<T>();
          left = 0;
        }
        for (; left > 0; left--) {
          gather<T>(0, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += sizeof<T>();
          p += sizeof<T>();
          target += sizeof<T>();
        }
      }
    }
    source += sourceRow;
    offsets += 4;
  }
}

export function signedGather(
  single: bool, channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (single) allRows<f32>(channels, lower, upper, offsets, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  if (!single) allRows<f64>(channels, lower, upper, offsets, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

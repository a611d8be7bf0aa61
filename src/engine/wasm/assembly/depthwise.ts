// Convolution with one input and one output channel per group, both directions: every position gathers its taps, lanes run over
// channels. Weights: [tap][channel].

import { VECTOR, lanes, loadOne, multiplyAdd, storeOne, zero } from './vector';
import { is, One, Zero } from './counts';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function filter<T>(absolute: bool, weights: v128): v128 {
  return absolute ? v128.abs<T>(weights) : weights;
}

/** WIDTH vectors of channels at one position, or one channel (0). */
// @ts-ignore: decorator
@inline
function gather<T>(
  WIDTH: i32,
  absolute: bool,
  weights: usize,
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
      if (WIDTH == 0) a = multiplyAdd<T>(loadOne<T>(p), filter<T>(absolute, loadOne<T>(w)), a);
      if (WIDTH > 0) a = multiplyAdd<T>(v128.load(p), filter<T>(absolute, v128.load(w)), a);
      if (WIDTH > 1) {
        b = multiplyAdd<T>(v128.load(p, 16), filter<T>(absolute, v128.load(w, 16)), b);
        c = multiplyAdd<T>(v128.load(p, 32), filter<T>(absolute, v128.load(w, 32)), c);
        d = multiplyAdd<T>(v128.load(p, 48), filter<T>(absolute, v128.load(w, 48)), d);
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

function allRows<T, ABSOLUTE>(
  channels: i32, weights: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  for (; rows > 0; rows--) {
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        let w = weights + weightStart(y) + weightStart(x);
        let p = source + sourceStart(y) + sourceStart(x);
        let left = channels;
        for (; left >= 4 * lanes<T>(); left -= 4 * lanes<T>()) {
          gather<T>(4, is<ABSOLUTE>(), w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += 64;
          p += 64;
          target += 64;
        }
        for (; left >= lanes<T>(); left -= lanes<T>()) {
          gather<T>(1, is<ABSOLUTE>(), w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += VECTOR;
          p += VECTOR;
          target += VECTOR;
        }
        for (; left > 0; left--) {
          gather<T>(0, is<ABSOLUTE>(), w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += sizeof<T>();
          p += sizeof<T>();
          target += sizeof<T>();
        }
      }
    }
    source += sourceRow;
  }
}

/** Singles are never needed with absolute weights. */
export function depthwise(
  single: bool, absolute: bool, channels: i32, weights: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (single) {
    allRows<f32, Zero>(channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
  if (!single && absolute) {
    allRows<f64, One>(channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
  if (!single && !absolute) {
    allRows<f64, Zero>(channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
}

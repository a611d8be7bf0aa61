// Convolution with one input and one output channel per group, both directions: every position gathers its taps, lanes run over
// channels. Weights: [tap][channel].

import { DOUBLE, VECTOR, multiplyAdd, zero } from './vector';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function filter(absolute: bool, weights: v128): v128 {
  return absolute ? f64x2.abs(weights) : weights;
}

/** WIDTH (8, 2 or 1) channels at one position. */
// @ts-ignore: decorator
@inline
function gather(
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
      if (WIDTH == 1) a = multiplyAdd(v128.load64_zero(p), filter(absolute, v128.load64_zero(w)), a);
      if (WIDTH > 1) a = multiplyAdd(v128.load(p), filter(absolute, v128.load(w)), a);
      if (WIDTH > 2) {
        b = multiplyAdd(v128.load(p, 16), filter(absolute, v128.load(w, 16)), b);
        c = multiplyAdd(v128.load(p, 32), filter(absolute, v128.load(w, 32)), c);
        d = multiplyAdd(v128.load(p, 48), filter(absolute, v128.load(w, 48)), d);
      }
      w += weightStepX;
      p += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  if (WIDTH == 1) v128.store64_lane(target, a, 0);
  if (WIDTH > 1) v128.store(target, a);
  if (WIDTH > 2) {
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
}

// @ts-ignore: decorator
@inline
function allRows(
  ABSOLUTE: bool, channels: i32, weights: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
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
        for (; left >= 8; left -= 8) {
          gather(8, ABSOLUTE, w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += 64;
          p += 64;
          target += 64;
        }
        for (; left >= 2; left -= 2) {
          gather(2, ABSOLUTE, w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += VECTOR;
          p += VECTOR;
          target += VECTOR;
        }
        if (left > 0) {
          gather(1, ABSOLUTE, w, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          target += DOUBLE;
        }
      }
    }
    source += sourceRow;
  }
}

export function depthwise(
  absolute: bool, channels: i32, weights: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (absolute) {
    allRows(true, channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
  if (!absolute) {
    allRows(false, channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
}

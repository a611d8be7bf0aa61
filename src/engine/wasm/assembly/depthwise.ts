// Convolution with one input and one output channel per group, both directions: every position gathers its taps, lanes run over
// channels. Weights: [tap][channel].

import { DOUBLE, VECTOR, multiplyAdd, zero } from './vector';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function filter(absolute: bool, weights: v128): v128 {
  return absolute ? f64x2.abs(weights) : weights;
}

/** Sum over taps of WIDTH (2 or 1) channels; with WIDTH 1 the second lane is zero. */
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
): v128 {
  let sum = zero();
  for (; countY > 0; countY--) {
    let w = weights;
    let p = source;
    for (let x = countX; x > 0; x--) {
      const f = filter(absolute, WIDTH > 1 ? v128.load(w) : v128.load64_zero(w));
      sum = multiplyAdd(WIDTH > 1 ? v128.load(p) : v128.load64_zero(p), f, sum);
      w += weightStepX;
      p += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function allRows(
  ABSOLUTE: bool, channels: i32, weights: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  const pairs = <usize>(channels & ~1) * DOUBLE;
  for (; rows > 0; rows--) {
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        const w = weights + weightStart(y) + weightStart(x);
        const p = source + sourceStart(y) + sourceStart(x);
        for (let c: usize = 0; c < pairs; c += VECTOR) {
          v128.store(target, gather(2, ABSOLUTE, w + c, p + c, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX));
          target += VECTOR;
        }
        if (channels & 1) {
          const sum = gather(1, ABSOLUTE, w + pairs, p + pairs, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX);
          v128.store64_lane(target, sum, 0);
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
  } else {
    allRows(false, channels, weights, rows, source, sourceRow, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
}

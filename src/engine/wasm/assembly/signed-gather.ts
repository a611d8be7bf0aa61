// Like ./depthwise, with weights of their own at every position of a map and two sets of them: the sign of the coefficient chooses.

import { DOUBLE, VECTOR, multiplyAdd, zero } from './vector';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function product(a: v128, lower: v128, upper: v128, sum: v128): v128 {
  return multiplyAdd(a, v128.bitselect(lower, upper, f64x2.ge(a, zero())), sum);
}

/** WIDTH (8, 2 or 1) channels at one position; `upper` is the distance from a lower weight to its upper one. */
// @ts-ignore: decorator
@inline
function gather(
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
      if (WIDTH == 1) a = product(v128.load64_zero(p), v128.load64_zero(w), v128.load64_zero(v), a);
      if (WIDTH > 1) a = product(v128.load(p), v128.load(w), v128.load(v), a);
      if (WIDTH > 2) {
        b = product(v128.load(p, 16), v128.load(w, 16), v128.load(v, 16), b);
        c = product(v128.load(p, 32), v128.load(w, 32), v128.load(v, 32), c);
        d = product(v128.load(p, 48), v128.load(w, 48), v128.load(v, 48), d);
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

export function signedGather(
  channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  const gap = upper - lower;
  for (; rows > 0; rows--) {
    const weights = lower + load<u32>(offsets) * DOUBLE;
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        let w = weights + weightStart(y) + weightStart(x);
        let p = source + sourceStart(y) + sourceStart(x);
        let left = channels;
        for (; left >= 8; left -= 8) {
          gather(8, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += 64;
          p += 64;
          target += 64;
        }
        for (; left >= 2; left -= 2) {
          gather(2, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          w += VECTOR;
          p += VECTOR;
          target += VECTOR;
        }
        if (left > 0) {
          gather(1, w, gap, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, target);
          target += DOUBLE;
        }
      }
    }
    source += sourceRow;
    offsets += 4;
  }
}

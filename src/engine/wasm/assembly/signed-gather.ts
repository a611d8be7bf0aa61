// Like ./depthwise, with weights of their own at every position of a map and two sets of them: the sign of the coefficient chooses.

import { DOUBLE, VECTOR, multiplyAdd, zero } from './vector';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

/** Sum over taps of WIDTH (2 or 1) channels; `upper` is the distance from a lower weight to its upper one. */
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
): v128 {
  let sum = zero();
  for (; countY > 0; countY--) {
    let w = weights;
    let p = source;
    for (let x = countX; x > 0; x--) {
      const a = WIDTH > 1 ? v128.load(p) : v128.load64_zero(p);
      const below = WIDTH > 1 ? v128.load(w) : v128.load64_zero(w);
      const above = WIDTH > 1 ? v128.load(w + upper) : v128.load64_zero(w + upper);
      sum = multiplyAdd(a, v128.bitselect(below, above, f64x2.ge(a, zero())), sum);
      w += weightStepX;
      p += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  return sum;
}

export function signedGather(
  channels: i32, lower: usize, upper: usize, offsets: usize, rows: i32, source: usize, sourceRow: usize, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  const pairs = <usize>(channels & ~1) * DOUBLE;
  const gap = upper - lower;
  for (; rows > 0; rows--) {
    const weights = lower + load<u32>(offsets) * DOUBLE;
    for (let y = tableY; y < tableX; y += ENTRY) {
      const countY = tapCount(y);
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        const countX = tapCount(x);
        const w = weights + weightStart(y) + weightStart(x);
        const p = source + sourceStart(y) + sourceStart(x);
        for (let c: usize = 0; c < pairs; c += VECTOR) {
          v128.store(target, gather(2, w + c, gap, p + c, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX));
          target += VECTOR;
        }
        if (channels & 1) {
          const sum = gather(1, w + pairs, gap, p + pairs, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX);
          v128.store64_lane(target, sum, 0);
          target += DOUBLE;
        }
      }
    }
    source += sourceRow;
    offsets += 4;
  }
}

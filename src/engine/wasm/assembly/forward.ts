// Whole-map convolution. A register tile is 4 output channels x 2 (or 1) neighbouring output positions that see the same taps;
// lanes run over the taps of a line and the input channels, which are contiguous in the map and in the filters.

import { DOUBLE, VECTOR, multiplyAdd, total, totals, zero } from './vector';
import { count, Four, is, One, Zero } from './counts';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

// @ts-ignore: decorator
@inline
function filter(ABSOLUTE: bool, weights: v128): v128 {
  return ABSOLUTE ? f64x2.abs(weights) : weights;
}

/** FILTERS (4 or 1) output channels at POSITIONS (2 or 1) positions. */
// @ts-ignore: decorator
@inline
function tile(
  FILTERS: i32,
  POSITIONS: i32,
  ABSOLUTE: bool,
  weights: usize,
  filterBytes: usize,
  source: usize,
  nextSource: usize,
  countY: i32,
  weightStepY: usize,
  sourceStepY: usize,
  countX: i32,
  weightStepX: usize,
  sourceStepX: usize,
  run: i32,
  target: usize,
  targetStep: usize,
): void {
  let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero();
  let b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
  const length = <usize>(run & ~1) * DOUBLE;
  const gap = nextSource - source;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let p = lineSource;
      let w = lineWeights;
      let w1 = w + filterBytes;
      let w2 = w1 + filterBytes;
      let w3 = w2 + filterBytes;
      for (const end = p + length; p < end; p += VECTOR) {
        const a = v128.load(p);
        const b = POSITIONS > 1 ? v128.load(p + gap) : a;
        const f0 = filter(ABSOLUTE, v128.load(w));
        a0 = multiplyAdd<f64>(a, f0, a0);
        if (POSITIONS > 1) b0 = multiplyAdd<f64>(b, f0, b0);
        w += VECTOR;
        if (FILTERS > 1) {
          const f1 = filter(ABSOLUTE, v128.load(w1));
          a1 = multiplyAdd<f64>(a, f1, a1);
          if (POSITIONS > 1) b1 = multiplyAdd<f64>(b, f1, b1);
          const f2 = filter(ABSOLUTE, v128.load(w2));
          a2 = multiplyAdd<f64>(a, f2, a2);
          if (POSITIONS > 1) b2 = multiplyAdd<f64>(b, f2, b2);
          const f3 = filter(ABSOLUTE, v128.load(w3));
          a3 = multiplyAdd<f64>(a, f3, a3);
          if (POSITIONS > 1) b3 = multiplyAdd<f64>(b, f3, b3);
          w1 += VECTOR;
          w2 += VECTOR;
          w3 += VECTOR;
        }
      }
      if (run & 1) {
        const a = v128.load64_zero(p);
        const b = POSITIONS > 1 ? v128.load64_zero(p + gap) : a;
        const f0 = filter(ABSOLUTE, v128.load64_zero(w));
        a0 = multiplyAdd<f64>(a, f0, a0);
        if (POSITIONS > 1) b0 = multiplyAdd<f64>(b, f0, b0);
        if (FILTERS > 1) {
          const f1 = filter(ABSOLUTE, v128.load64_zero(w1));
          a1 = multiplyAdd<f64>(a, f1, a1);
          if (POSITIONS > 1) b1 = multiplyAdd<f64>(b, f1, b1);
          const f2 = filter(ABSOLUTE, v128.load64_zero(w2));
          a2 = multiplyAdd<f64>(a, f2, a2);
          if (POSITIONS > 1) b2 = multiplyAdd<f64>(b, f2, b2);
          const f3 = filter(ABSOLUTE, v128.load64_zero(w3));
          a3 = multiplyAdd<f64>(a, f3, a3);
          if (POSITIONS > 1) b3 = multiplyAdd<f64>(b, f3, b3);
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  if (FILTERS > 1) {
    v128.store(target, totals(a0, a1));
    v128.store(target, totals(a2, a3), 16);
    if (POSITIONS > 1) {
      v128.store(target + targetStep, totals(b0, b1));
      v128.store(target + targetStep, totals(b2, b3), 16);
    }
  } else {
    store<f64>(target, total(a0));
    if (POSITIONS > 1) store<f64>(target + targetStep, total(b0));
  }
}

/** All positions of one map for FILTERS output channels. */
function map<FILTERS, ABSOLUTE>(
  weights: usize,
  filterBytes: usize,
  source: usize,
  target: usize,
  targetStep: usize,
  tableY: usize,
  tableX: usize,
  tableEnd: usize,
  weightStepY: usize,
  sourceStepY: usize,
  weightStepX: usize,
  sourceStepX: usize,
): void {
  for (let y = tableY; y < tableX; y += ENTRY) {
    const countY = tapCount(y);
    const lineWeights = weights + weightStart(y);
    const lineSource = source + sourceStart(y);
    for (let x = tableX; x < tableEnd; x += ENTRY) {
      const w = lineWeights + weightStart(x);
      const p = lineSource + sourceStart(x);
      const countX = tapCount(x);
      const run = runLength(x);
      const next = x + ENTRY;
      if (next < tableEnd && weightStart(next) == weightStart(x) && runLength(next) == run && tapCount(next) == countX) {
        tile(count<FILTERS>(), 2, is<ABSOLUTE>(), w, filterBytes, p, lineSource + sourceStart(next), countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, run, target, targetStep);
        target += 2 * targetStep;
        x = next;
      } else {
        tile(count<FILTERS>(), 1, is<ABSOLUTE>(), w, filterBytes, p, p, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, run, target, targetStep);
        target += targetStep;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function allFilters<ABSOLUTE>(
  filters: i32,
  weights: usize,
  filterBytes: usize,
  rows: i32,
  source: usize,
  sourceRow: usize,
  target: usize,
  targetRow: usize,
  targetStep: usize,
  tableY: usize,
  tableX: usize,
  tableEnd: usize,
  weightStepY: usize,
  sourceStepY: usize,
  weightStepX: usize,
  sourceStepX: usize,
): void {
  for (; filters >= 4; filters -= 4) {
    for (let row: usize = 0; row < <usize>rows; row++) {
      map<Four, ABSOLUTE>(weights, filterBytes, source + row * sourceRow, target + row * targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    weights += 4 * filterBytes;
    target += 4 * DOUBLE;
  }
  for (; filters > 0; filters--) {
    for (let row: usize = 0; row < <usize>rows; row++) {
      map<One, ABSOLUTE>(weights, filterBytes, source + row * sourceRow, target + row * targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    weights += filterBytes;
    target += DOUBLE;
  }
}

export function forward(
  absolute: bool, filters: i32, weights: usize, filterBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (absolute) {
    allFilters<One>(filters, weights, filterBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
  if (!absolute) {
    allFilters<Zero>(filters, weights, filterBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
}

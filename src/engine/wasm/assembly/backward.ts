// Transposed convolution. A register tile is up to 4 rows x 4 input channels at one input position; per (tap, output channel) it
// takes two weight vectors and one splat a row. Channel blocks are outermost, so a block's weights stay in the first-level cache.
// Weights of a block: [tap][output channel][4, 2 or 1 input channels], taps ordered so that those of one position are contiguous.

import { DOUBLE, VECTOR, multiplyAdd, total, zero } from './vector';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

/** Four input channels at one position of ROWS (1, 2 or 4) rows. */
// @ts-ignore: decorator
@inline
function tile4(
  ROWS: i32,
  weights: usize,
  source: usize,
  sourceRow: usize,
  countY: i32,
  weightStepY: usize,
  sourceStepY: usize,
  countX: i32,
  weightStepX: usize,
  sourceStepX: usize,
  run: i32,
  target: usize,
  targetRow: usize,
): void {
  let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero();
  let c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero();
  const length = <usize>run * 32;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let p = lineSource;
      let q = p + sourceRow;
      let r = q + sourceRow;
      let s = r + sourceRow;
      for (const end = w + length; w < end; w += 32) {
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        const a = v128.load_splat<f64>(p);
        a0 = multiplyAdd(a, w0, a0);
        a1 = multiplyAdd(a, w1, a1);
        p += DOUBLE;
        if (ROWS > 1) {
          const b = v128.load_splat<f64>(q);
          b0 = multiplyAdd(b, w0, b0);
          b1 = multiplyAdd(b, w1, b1);
          q += DOUBLE;
        }
        if (ROWS > 2) {
          const c = v128.load_splat<f64>(r);
          c0 = multiplyAdd(c, w0, c0);
          c1 = multiplyAdd(c, w1, c1);
          const d = v128.load_splat<f64>(s);
          d0 = multiplyAdd(d, w0, d0);
          d1 = multiplyAdd(d, w1, d1);
          r += DOUBLE;
          s += DOUBLE;
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  v128.store(target, a0);
  v128.store(target, a1, 16);
  if (ROWS > 1) {
    v128.store(target + targetRow, b0);
    v128.store(target + targetRow, b1, 16);
  }
  if (ROWS > 2) {
    v128.store(target + 2 * targetRow, c0);
    v128.store(target + 2 * targetRow, c1, 16);
    v128.store(target + 3 * targetRow, d0);
    v128.store(target + 3 * targetRow, d1, 16);
  }
}

/** Two input channels. */
// @ts-ignore: decorator
@inline
function tile2(
  ROWS: i32,
  weights: usize,
  source: usize,
  sourceRow: usize,
  countY: i32,
  weightStepY: usize,
  sourceStepY: usize,
  countX: i32,
  weightStepX: usize,
  sourceStepX: usize,
  run: i32,
  target: usize,
  targetRow: usize,
): void {
  let a0 = zero(), b0 = zero(), c0 = zero(), d0 = zero();
  const length = <usize>run * VECTOR;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let p = lineSource;
      let q = p + sourceRow;
      let r = q + sourceRow;
      let s = r + sourceRow;
      for (const end = w + length; w < end; w += VECTOR) {
        const w0 = v128.load(w);
        a0 = multiplyAdd(v128.load_splat<f64>(p), w0, a0);
        p += DOUBLE;
        if (ROWS > 1) {
          b0 = multiplyAdd(v128.load_splat<f64>(q), w0, b0);
          q += DOUBLE;
        }
        if (ROWS > 2) {
          c0 = multiplyAdd(v128.load_splat<f64>(r), w0, c0);
          d0 = multiplyAdd(v128.load_splat<f64>(s), w0, d0);
          r += DOUBLE;
          s += DOUBLE;
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  v128.store(target, a0);
  if (ROWS > 1) v128.store(target + targetRow, b0);
  if (ROWS > 2) {
    v128.store(target + 2 * targetRow, c0);
    v128.store(target + 3 * targetRow, d0);
  }
}

/** One input channel: lanes run over output channels, an odd one at the end of a run leaves a lane zero. */
// @ts-ignore: decorator
@inline
function tile1(
  ROWS: i32,
  weights: usize,
  source: usize,
  sourceRow: usize,
  countY: i32,
  weightStepY: usize,
  sourceStepY: usize,
  countX: i32,
  weightStepX: usize,
  sourceStepX: usize,
  run: i32,
  target: usize,
  targetRow: usize,
): void {
  let a0 = zero(), b0 = zero(), c0 = zero(), d0 = zero();
  const length = <usize>(run & ~1) * DOUBLE;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let p = lineSource;
      let q = p + sourceRow;
      let r = q + sourceRow;
      let s = r + sourceRow;
      for (const end = w + length; w < end; w += VECTOR) {
        const w0 = v128.load(w);
        a0 = multiplyAdd(v128.load(p), w0, a0);
        p += VECTOR;
        if (ROWS > 1) {
          b0 = multiplyAdd(v128.load(q), w0, b0);
          q += VECTOR;
        }
        if (ROWS > 2) {
          c0 = multiplyAdd(v128.load(r), w0, c0);
          d0 = multiplyAdd(v128.load(s), w0, d0);
          r += VECTOR;
          s += VECTOR;
        }
      }
      if (run & 1) {
        const w0 = v128.load64_zero(w);
        a0 = multiplyAdd(v128.load64_zero(p), w0, a0);
        if (ROWS > 1) b0 = multiplyAdd(v128.load64_zero(q), w0, b0);
        if (ROWS > 2) {
          c0 = multiplyAdd(v128.load64_zero(r), w0, c0);
          d0 = multiplyAdd(v128.load64_zero(s), w0, d0);
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  store<f64>(target, total(a0));
  if (ROWS > 1) store<f64>(target + targetRow, total(b0));
  if (ROWS > 2) {
    store<f64>(target + 2 * targetRow, total(c0));
    store<f64>(target + 3 * targetRow, total(d0));
  }
}

/** All positions of a tile of ROWS rows and LANES channels. */
// @ts-ignore: decorator
@inline
function positions(
  ROWS: i32,
  LANES: i32,
  weights: usize,
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
  for (let y = tableY; y < tableX; y += ENTRY) {
    const countY = tapCount(y);
    const lineWeights = weights + weightStart(y) * LANES;
    const lineSource = source + sourceStart(y);
    for (let x = tableX; x < tableEnd; x += ENTRY) {
      const w = lineWeights + weightStart(x) * LANES;
      const p = lineSource + sourceStart(x);
      const countX = tapCount(x);
      const run = runLength(x);
      if (LANES == 4) tile4(ROWS, w, p, sourceRow, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, run, target, targetRow);
      if (LANES == 2) tile2(ROWS, w, p, sourceRow, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, run, target, targetRow);
      if (LANES == 1) tile1(ROWS, w, p, sourceRow, countY, weightStepY, sourceStepY, countX, weightStepX, sourceStepX, run, target, targetRow);
      target += targetStep;
    }
  }
}

/** All rows of `blocks` neighbouring channel blocks. */
// @ts-ignore: decorator
@inline
function allBlocks(
  LANES: i32,
  blocks: i32,
  weights: usize,
  blockBytes: usize,
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
  weightStepY *= LANES;
  weightStepX *= LANES;
  for (; blocks > 0; blocks--) {
    let from = source;
    let to = target;
    let left = rows;
    for (; left >= 4; left -= 4) {
      positions(4, LANES, weights, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
      from += 4 * sourceRow;
      to += 4 * targetRow;
    }
    if (left & 2) {
      positions(2, LANES, weights, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
      from += 2 * sourceRow;
      to += 2 * targetRow;
    }
    if (left & 1) {
      positions(1, LANES, weights, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    weights += blockBytes;
    target += <usize>LANES * DOUBLE;
  }
}

// The exports. Weight steps, here and in the tables, are those of blocks of one channel.

export function backward4(
  blocks: i32, weights: usize, blockBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  allBlocks(4, blocks, weights, blockBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

export function backward2(
  blocks: i32, weights: usize, blockBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  allBlocks(2, blocks, weights, blockBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

export function backward1(
  blocks: i32, weights: usize, blockBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  allBlocks(1, blocks, weights, blockBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

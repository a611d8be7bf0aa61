// Transposed convolution. A register tile is up to 4 rows x 4 input channels at one input position; per (tap, output channel) it
// takes two weight vectors and one splat a row. Channel blocks are outermost, so a block's weights stay in the first-level cache.
// Weights of a block: [tap][output channel][4 input channels]; of the channels that are left: [channel][tap][output channel]. Taps are
// ordered so that those of one position are contiguous.

import { DOUBLE, VECTOR, multiplyAdd, total, totals, zero } from './vector';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

/** Four input channels at one position of ROWS (1 to 4) rows. */
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
          r += DOUBLE;
        }
        if (ROWS > 3) {
          const d = v128.load_splat<f64>(s);
          d0 = multiplyAdd(d, w0, d0);
          d1 = multiplyAdd(d, w1, d1);
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
  }
  if (ROWS > 3) {
    v128.store(target + 3 * targetRow, d0);
    v128.store(target + 3 * targetRow, d1, 16);
  }
}

/**
 * CHANNELS (1, 2 or 3) input channels at one position of ROWS (1 to 4) rows: lanes run over output channels, so no lane is
 * wasted on channels that do not exist. Weights of the channels lie `channelBytes` apart. Beyond 8 sums V8 runs out of registers.
 */
// @ts-ignore: decorator
@inline
function dotTile(
  ROWS: i32,
  CHANNELS: i32,
  weights: usize,
  channelBytes: usize,
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
  let a1 = zero(), b1 = zero(), c1 = zero(), d1 = zero();
  let a2 = zero(), b2 = zero();
  const length = <usize>(run & ~1) * DOUBLE;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let v = w + channelBytes;
      let u = v + channelBytes;
      let p = lineSource;
      let q = p + sourceRow;
      let r = q + sourceRow;
      let s = r + sourceRow;
      for (const end = w + length; w < end; w += VECTOR) {
        const w0 = v128.load(w);
        const w1 = CHANNELS > 1 ? v128.load(v) : w0;
        const w2 = CHANNELS > 2 ? v128.load(u) : w0;
        const a = v128.load(p);
        a0 = multiplyAdd(a, w0, a0);
        if (CHANNELS > 1) a1 = multiplyAdd(a, w1, a1);
        if (CHANNELS > 2) a2 = multiplyAdd(a, w2, a2);
        p += VECTOR;
        if (ROWS > 1) {
          const b = v128.load(q);
          b0 = multiplyAdd(b, w0, b0);
          if (CHANNELS > 1) b1 = multiplyAdd(b, w1, b1);
          if (CHANNELS > 2) b2 = multiplyAdd(b, w2, b2);
          q += VECTOR;
        }
        if (ROWS > 2) {
          const c = v128.load(r);
          c0 = multiplyAdd(c, w0, c0);
          if (CHANNELS > 1) c1 = multiplyAdd(c, w1, c1);
          r += VECTOR;
        }
        if (ROWS > 3) {
          const d = v128.load(s);
          d0 = multiplyAdd(d, w0, d0);
          if (CHANNELS > 1) d1 = multiplyAdd(d, w1, d1);
          s += VECTOR;
        }
        if (CHANNELS > 1) v += VECTOR;
        if (CHANNELS > 2) u += VECTOR;
      }
      if (run & 1) {
        const w0 = v128.load64_zero(w);
        const w1 = CHANNELS > 1 ? v128.load64_zero(v) : w0;
        const w2 = CHANNELS > 2 ? v128.load64_zero(u) : w0;
        const a = v128.load64_zero(p);
        a0 = multiplyAdd(a, w0, a0);
        if (CHANNELS > 1) a1 = multiplyAdd(a, w1, a1);
        if (CHANNELS > 2) a2 = multiplyAdd(a, w2, a2);
        if (ROWS > 1) {
          const b = v128.load64_zero(q);
          b0 = multiplyAdd(b, w0, b0);
          if (CHANNELS > 1) b1 = multiplyAdd(b, w1, b1);
          if (CHANNELS > 2) b2 = multiplyAdd(b, w2, b2);
        }
        if (ROWS > 2) {
          const c = v128.load64_zero(r);
          c0 = multiplyAdd(c, w0, c0);
          if (CHANNELS > 1) c1 = multiplyAdd(c, w1, c1);
        }
        if (ROWS > 3) {
          const d = v128.load64_zero(s);
          d0 = multiplyAdd(d, w0, d0);
          if (CHANNELS > 1) d1 = multiplyAdd(d, w1, d1);
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  keep(CHANNELS, target, a0, a1, a2);
  if (ROWS > 1) keep(CHANNELS, target + targetRow, b0, b1, b2);
  if (ROWS > 2) keep(CHANNELS, target + 2 * targetRow, c0, c1, c1);
  if (ROWS > 3) keep(CHANNELS, target + 3 * targetRow, d0, d1, d1);
}

/** Stores the sums of the lanes. */
// @ts-ignore: decorator
@inline
function keep(CHANNELS: i32, target: usize, first: v128, second: v128, third: v128): void {
  if (CHANNELS > 1) v128.store(target, totals(first, second));
  else store<f64>(target, total(first));
  if (CHANNELS > 2) store<f64>(target + 16, total(third));
}

/** All positions of a tile of ROWS rows and CHANNELS channels. */
// @ts-ignore: decorator
@inline
function positions(
  ROWS: i32,
  CHANNELS: i32,
  weights: usize,
  channelBytes: usize,
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
  // The tables are made for one channel.
  const lanes: usize = CHANNELS == 4 ? 4 : 1;
  const wy = weightStepY * lanes;
  const wx = weightStepX * lanes;
  for (let y = tableY; y < tableX; y += ENTRY) {
    const countY = tapCount(y);
    const lineWeights = weights + weightStart(y) * lanes;
    const lineSource = source + sourceStart(y);
    for (let x = tableX; x < tableEnd; x += ENTRY) {
      const w = lineWeights + weightStart(x) * lanes;
      const p = lineSource + sourceStart(x);
      const countX = tapCount(x);
      const run = runLength(x);
      if (CHANNELS == 4) tile4(ROWS, w, p, sourceRow, countY, wy, sourceStepY, countX, wx, sourceStepX, run, target, targetRow);
      else dotTile(ROWS, CHANNELS, w, channelBytes, p, sourceRow, countY, wy, sourceStepY, countX, wx, sourceStepX, run, target, targetRow);
      target += targetStep;
    }
  }
}

// No `else` between variants: the optimizer would fold arms that differ in a constant only into one, and test it in the inner loop.

/** How many rows to take next: fours and threes wherever that is possible, since tiles of one or two wait for their additions. */
// @ts-ignore: decorator
@inline
function nextRows(CHANNELS: i32, rows: i32): i32 {
  if (CHANNELS == 3) return min(rows, 2);
  return rows & 3 ? min(rows, 3) : 4;
}

// @ts-ignore: decorator
@inline
function block(
  CHANNELS: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  for (let row = 0, taken = 0; row < rows; row += taken) {
    taken = nextRows(CHANNELS, rows - row);
    const from = source + <usize>row * sourceRow;
    const to = target + <usize>row * targetRow;
    if (CHANNELS != 3 && taken == 4) {
      positions(4, CHANNELS, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (CHANNELS != 3 && taken == 3) {
      positions(3, CHANNELS, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (taken == 2) {
      positions(2, CHANNELS, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (taken == 1) {
      positions(1, CHANNELS, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
  }
}

/** `blocks` blocks of four channels; `channelBytes` of weights a channel. */
export function backward4(
  blocks: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  for (; blocks > 0; blocks--) {
    block(4, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    weights += 4 * channelBytes;
    target += 4 * DOUBLE;
  }
}

/** The one to three channels that are left. */
export function backwardRest(
  channels: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (channels == 3) block(3, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  if (channels == 2) block(2, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  if (channels == 1) block(1, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
}

// Transposed convolution for the 1 to 4 input channels that do not fill a block of ./backward: lanes run over output channels, so that
// none is wasted on channels that do not exist. Weights: [channel][tap][output channel].

import { VECTOR, leftOver, loadTail, multiplyAdd, singleTotals, storeOne, storeTail, tailMask, totals, wholeBytes, zero } from './vector';
import { count, Four, One, Three, Two } from './counts';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

/** CHANNELS input channels at one position of ROWS (1 to 4) rows; beyond 8 sums V8 runs out of registers. */
// @ts-ignore: decorator
@inline
function tile<T>(
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
  let a2 = zero(), b2 = zero(), a3 = zero(), b3 = zero();
  const length = wholeBytes<T>(run);
  const mask = tailMask<T>(run);
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let v = w + channelBytes;
      let u = v + channelBytes;
      let t = u + channelBytes;
      let p = lineSource;
      let q = p + sourceRow;
      let r = q + sourceRow;
      let s = r + sourceRow;
      for (const end = w + length; w < end; w += VECTOR) {
        const w0 = v128.load(w);
        const w1 = CHANNELS > 1 ? v128.load(v) : w0;
        const w2 = CHANNELS > 2 ? v128.load(u) : w0;
        const w3 = CHANNELS > 3 ? v128.load(t) : w0;
        const a = v128.load(p);
        a0 = multiplyAdd<T>(a, w0, a0);
        if (CHANNELS > 1) a1 = multiplyAdd<T>(a, w1, a1);
        if (CHANNELS > 2) a2 = multiplyAdd<T>(a, w2, a2);
        if (CHANNELS > 3) a3 = multiplyAdd<T>(a, w3, a3);
        p += VECTOR;
        if (ROWS > 1) {
          const b = v128.load(q);
          b0 = multiplyAdd<T>(b, w0, b0);
          if (CHANNELS > 1) b1 = multiplyAdd<T>(b, w1, b1);
          if (CHANNELS > 2) b2 = multiplyAdd<T>(b, w2, b2);
          if (CHANNELS > 3) b3 = multiplyAdd<T>(b, w3, b3);
          q += VECTOR;
        }
        if (ROWS > 2) {
          const c = v128.load(r);
          c0 = multiplyAdd<T>(c, w0, c0);
          if (CHANNELS > 1) c1 = multiplyAdd<T>(c, w1, c1);
          r += VECTOR;
        }
        if (ROWS > 3) {
          const d = v128.load(s);
          d0 = multiplyAdd<T>(d, w0, d0);
          if (CHANNELS > 1) d1 = multiplyAdd<T>(d, w1, d1);
          s += VECTOR;
        }
        if (CHANNELS > 1) v += VECTOR;
        if (CHANNELS > 2) u += VECTOR;
        if (CHANNELS > 3) t += VECTOR;
      }
      if (leftOver<T>(run)) {
        const w0 = loadTail<T>(w, mask);
        const w1 = CHANNELS > 1 ? loadTail<T>(v, mask) : w0;
        const w2 = CHANNELS > 2 ? loadTail<T>(u, mask) : w0;
        const w3 = CHANNELS > 3 ? loadTail<T>(t, mask) : w0;
        const a = loadTail<T>(p, mask);
        a0 = multiplyAdd<T>(a, w0, a0);
        if (CHANNELS > 1) a1 = multiplyAdd<T>(a, w1, a1);
        if (CHANNELS > 2) a2 = multiplyAdd<T>(a, w2, a2);
        if (CHANNELS > 3) a3 = multiplyAdd<T>(a, w3, a3);
        if (ROWS > 1) {
          const b = loadTail<T>(q, mask);
          b0 = multiplyAdd<T>(b, w0, b0);
          if (CHANNELS > 1) b1 = multiplyAdd<T>(b, w1, b1);
          if (CHANNELS > 2) b2 = multiplyAdd<T>(b, w2, b2);
          if (CHANNELS > 3) b3 = multiplyAdd<T>(b, w3, b3);
        }
        if (ROWS > 2) {
          const c = loadTail<T>(r, mask);
          c0 = multiplyAdd<T>(c, w0, c0);
          if (CHANNELS > 1) c1 = multiplyAdd<T>(c, w1, c1);
        }
        if (ROWS > 3) {
          const d = loadTail<T>(s, mask);
          d0 = multiplyAdd<T>(d, w0, d0);
          if (CHANNELS > 1) d1 = multiplyAdd<T>(d, w1, d1);
        }
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  keep<T>(CHANNELS, target, a0, a1, a2, a3);
  if (ROWS > 1) keep<T>(CHANNELS, target + targetRow, b0, b1, b2, b3);
  if (ROWS > 2) keep<T>(CHANNELS, target + 2 * targetRow, c0, c1, c1, c1);
  if (ROWS > 3) keep<T>(CHANNELS, target + 3 * targetRow, d0, d1, d1, d1);
}

/** Stores the sums of the lanes. */
// @ts-ignore: decorator
@inline
function keep<T>(CHANNELS: i32, target: usize, first: v128, second: v128, third: v128, fourth: v128): void {
  if (sizeof<T>() == 4) {
    const sums = singleTotals(first, second, third, fourth);
    if (CHANNELS == 1) v128.store32_lane(target, sums, 0);
    if (CHANNELS == 2) v128.store64_lane(target, sums, 0);
    if (CHANNELS == 3) storeTail<f32>(target, sums, tailMask<f32>(3));
    if (CHANNELS == 4) v128.store(target, sums);
    return;
  }
  if (CHANNELS == 1) storeOne<T>(target, totals(first, first));
  if (CHANNELS > 1) v128.store(target, totals(first, second));
  if (CHANNELS > 2) storeOne<T>(target + VECTOR, totals(third, third));
}

/** All positions of a tile of ROWS rows and CHANNELS channels. */
function positions<T, ROWS, CHANNELS>(
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
  for (let y = tableY; y < tableX; y += ENTRY) {
    const countY = tapCount(y);
    const lineWeights = weights + weightStart(y);
    const lineSource = source + sourceStart(y);
    for (let x = tableX; x < tableEnd; x += ENTRY) {
      const w = lineWeights + weightStart(x);
      const p = lineSource + sourceStart(x);
      tile<T>(count<ROWS>(), count<CHANNELS>(), w, channelBytes, p, sourceRow, countY, weightStepY, sourceStepY, tapCount(x), weightStepX, sourceStepX, runLength(x), target, targetRow);
      target += targetStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function allRows<T, CHANNELS>(
  weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  for (let row = 0, taken = 0; row < rows; row += taken) {
    const left = rows - row;
    taken = count<CHANNELS>() > 2 ? min(left, 2) : left & 3 ? min(left, 3) : 4;
    const from = source + <usize>row * sourceRow;
    const to = target + <usize>row * targetRow;
    if (count<CHANNELS>() < 3 && taken == 4) {
      positions<T, Four, CHANNELS>(weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (count<CHANNELS>() < 3 && taken == 3) {
      positions<T, Three, CHANNELS>(weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (taken == 2) {
      positions<T, Two, CHANNELS>(weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
    if (taken == 1) {
      positions<T, One, CHANNELS>(weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    }
  }
}

/** 1 to 4 channels; 4 in single precision only. */
export function backwardRest(
  single: bool, channels: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize,
): void {
  if (single) {
    if (channels == 4) allRows<f32, Four>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    if (channels == 3) allRows<f32, Three>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    if (channels == 2) allRows<f32, Two>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    if (channels == 1) allRows<f32, One>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
  if (!single) {
    if (channels == 3) allRows<f64, Three>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    if (channels == 2) allRows<f64, Two>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
    if (channels == 1) allRows<f64, One>(weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX);
  }
}

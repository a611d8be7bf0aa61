// Transposed convolution into three input channels (the first layer of a network on images in colour) with lanes over rows, where hardly a coefficient is zero: the rows of a tile are turned
// round once, [position][output channel][row], and the sums of an input position stay in registers while the columns that meet it go by. Singles are summed tap by tap (`canSumTapByTap` of
// ../../precision.ts). Doubles are added one by one, in the order of ./across-rows: a row has the same bits there, but for the sign of a zero. Weights as there.

import { VECTOR, lanes, multiplyAdd, zero } from './vector';
import { placeRows, row, ROW_TABLES, storeTurned, writeRows } from './across-rows-list';
import { ENTRY, sourceStart, tapCount, weightStart } from './taps';

const CHANNELS: usize = 3;

/** Vectors of rows of a tile, and their bytes. */
const VECTORS: i32 = 2;
const STEP: usize = <usize>VECTORS * VECTOR;

/** Rows of a tile, side by side. Columns behind the last one are written, too. */
// @ts-ignore: decorator
@inline
function turn<T>(source: usize, tables: usize, columns: i32, turned: usize): void {
  for (let left = columns; left > 0; left -= lanes<T>()) {
    for (let vector = 0; vector < VECTORS; vector++) {
      const first = vector * lanes<T>();
      const a = row(source, tables, first);
      const b = row(source, tables, first + 1);
      const c = lanes<T>() == 4 ? row(source, tables, first + 2) : a;
      const d = lanes<T>() == 4 ? row(source, tables, first + 3) : b;
      const to = turned + <usize>vector * VECTOR;
      storeTurned<T>(a, b, c, d, to, to + STEP, to + 2 * STEP, to + 3 * STEP);
    }
    source += VECTOR;
    turned += <usize>lanes<T>() * STEP;
  }
}

/** Singles are added to those of other taps. */
// @ts-ignore: decorator
@inline
function put<T>(at: usize, sum: v128): void {
  v128.store(at, sizeof<T>() == 4 ? v128.add<T>(v128.load(at), sum) : sum);
}

// @ts-ignore: decorator
@inline
function clear(at: usize): void {
  v128.store(at, zero());
  v128.store(at, zero(), VECTOR);
  v128.store(at, zero(), 2 * VECTOR);
  v128.store(at, zero(), 3 * VECTOR);
  v128.store(at, zero(), 4 * VECTOR);
  v128.store(at, zero(), 5 * VECTOR);
}

// @ts-ignore: decorator
@inline
function putAll<T>(at: usize, a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128): void {
  put<T>(at, a0);
  put<T>(at + VECTOR, a1);
  put<T>(at + 2 * VECTOR, b0);
  put<T>(at + 3 * VECTOR, b1);
  put<T>(at + 4 * VECTOR, c0);
  put<T>(at + 5 * VECTOR, c1);
}

/** One position. */
// @ts-ignore: decorator
@inline
function sumsOf<T>(
  weights: usize, channelStep: usize, source: usize, countY: i32, weightStepY: usize, sourceStepY: usize,
  countX: i32, weightStepX: usize, sourceStepX: usize, run: usize, target: usize,
): void {
  let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero(), c0 = zero(), c1 = zero();
  if (sizeof<T>() == 4) clear(target);
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let p = lineSource;
      for (const end = p + run; p < end; p += STEP) {
        const one = v128.load(p);
        const two = v128.load(p, VECTOR);
        const a = v128.load_splat<T>(w);
        a0 = multiplyAdd<T>(one, a, a0);
        a1 = multiplyAdd<T>(two, a, a1);
        const b = v128.load_splat<T>(w, sizeof<T>());
        b0 = multiplyAdd<T>(one, b, b0);
        b1 = multiplyAdd<T>(two, b, b1);
        const c = v128.load_splat<T>(w, 2 * sizeof<T>());
        c0 = multiplyAdd<T>(one, c, c0);
        c1 = multiplyAdd<T>(two, c, c1);
        w += channelStep;
      }
      if (sizeof<T>() == 4) {
        putAll<T>(target, a0, a1, b0, b1, c0, c1);
        a0 = a1 = b0 = b1 = c0 = c1 = zero();
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  if (sizeof<T>() == 8) putAll<T>(target, a0, a1, b0, b1, c0, c1);
}

/** One line of positions. */
function line<T>(
  weights: usize, channelStep: usize, source: usize, countY: i32, weightStepY: usize, sourceStepY: usize,
  tableX: usize, tableEnd: usize, weightStepX: usize, sourceStepX: usize, run: usize, target: usize,
): void {
  const rows = <usize>(VECTORS * lanes<T>());
  for (let x = tableX; x < tableEnd; x += ENTRY) {
    const w = weights + weightStart(x);
    const p = source + sourceStart(x) * rows;
    sumsOf<T>(w, channelStep, p, countY, weightStepY, sourceStepY, tapCount(x), weightStepX, sourceStepX, run, target);
    target += CHANNELS * STEP;
  }
}

// @ts-ignore: decorator
@inline
function allTiles<T>(
  outChannels: i32, weights: usize, channelStep: usize, rows: i32, source: usize, columns: i32, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, scratch: usize,
): void {
  const tall = VECTORS * lanes<T>();
  const turned = scratch + ROW_TABLES;
  const lineSums = turned + <usize>(columns + lanes<T>()) * STEP;
  const lineLength = ((tableEnd - tableX) / ENTRY) * CHANNELS;
  const sourceRow = <usize>columns * sizeof<T>();
  const targetRow = ((tableX - tableY) / ENTRY) * lineLength * sizeof<T>();
  const sy = sourceStepY * <usize>tall;
  const sx = sourceStepX * <usize>tall;
  const run = <usize>outChannels * STEP;
  for (let first = 0; first < rows; first += tall) {
    placeRows(scratch, tall, min(rows - first, tall), sourceRow, targetRow);
    turn<T>(source + <usize>first * sourceRow, scratch, columns, turned);
    let to = target + <usize>first * targetRow;
    for (let y = tableY; y < tableX; y += ENTRY) {
      line<T>(weights + weightStart(y), channelStep, turned + sourceStart(y) * <usize>tall, tapCount(y), weightStepY, sy, tableX, tableEnd, weightStepX, sx, run, lineSums);
      writeRows<T>(VECTORS, lineSums, <i32>lineLength, scratch, to);
      to += lineLength * sizeof<T>();
    }
  }
}

/** Rows lie one behind the other; `columns`: coefficients of a row; `channelStep`: bytes between output channels in the weights. */
export function acrossRowsAll(
  single: bool, outChannels: i32, weights: usize, channelStep: usize, rows: i32, source: usize, columns: i32, target: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, scratch: usize,
): void {
  if (single) allTiles<f32>(outChannels, weights, channelStep, rows, source, columns, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, scratch);
  if (!single) allTiles<f64>(outChannels, weights, channelStep, rows, source, columns, target, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, scratch);
}

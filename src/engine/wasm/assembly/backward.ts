// Transposed convolution. A register tile is up to 4 rows (fused multiply-adds: 6) x 2 vectors of input channels at one input position; per (tap, output
// channel) it takes two weight vectors and one splat a row. Channel blocks are outermost, so a block's weights stay in the first-level
// cache. Weights of a block: [tap][output channel][channel of the block]; of the channels that are left: ./backward-rest. Taps are
// ordered so that those of one position are contiguous.

import { VECTOR, lanes, multiplyAdd, zero } from './vector';
import { count, Four, One, Six, Three, Two } from './counts';
import { blocksAtOnce, nextRows, tilesOf } from './rows';
import { addPieces, GROUP, PIECE, ROW_SUMS, total } from './pieces';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

/** Stores the whole sums of a row. */
// @ts-ignore: decorator
@inline
function keep<T>(pieces: i32, groups: bool, sums: usize, target: usize, low: v128, high: v128): void {
  v128.store(target, total<T>(pieces, groups, sums, 0, low));
  v128.store(target, total<T>(pieces, groups, sums, 1, high), VECTOR);
}

/** A block of input channels at one position of ROWS (1 to 4, or 6) rows. */
// @ts-ignore: decorator
@inline
function tile<T>(
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
  sums: usize,
): void {
  let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero();
  let c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero();
  let e0 = zero(), e1 = zero(), f0 = zero(), f1 = zero();
  let pieces: i32 = 0;
  let groups = false;
  let pending = 0;
  for (; countY > 0; countY--) {
    let lineWeights = weights;
    let lineSource = source;
    for (let x = countX; x > 0; x--) {
      let w = lineWeights;
      let p = lineSource;
      let left = run;
      while (true) {
        let piece = left;
        if (sizeof<T>() == 4) {
          piece = min(left, PIECE);
          if (pending + piece > PIECE) {
            addPieces(ROWS, 2, pieces, groups, sums, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1);
            a0 = a1 = zero();
            if (ROWS > 1) b0 = b1 = zero();
            if (ROWS > 2) c0 = c1 = zero();
            if (ROWS > 3) d0 = d1 = zero();
            if (ROWS > 4) e0 = e1 = zero();
            if (ROWS > 5) f0 = f1 = zero();
            pieces++;
            if (pieces == GROUP) {
              pieces = 0;
              groups = true;
            }
            pending = 0;
          }
          pending += piece;
        }
        let q = p + sourceRow;
        let r = q + sourceRow;
        let s = r + sourceRow;
        let t = s + sourceRow;
        let u = t + sourceRow;
        const end = w + <usize>piece * 2 * VECTOR;
        const last = end - 2 * VECTOR;
        // Two columns a round, so that fewer addresses are counted; the way out between them keeps V8 from loading both at once and spilling sums.
        while (w < end) {
          const w0 = v128.load(w);
          const w1 = v128.load(w, VECTOR);
          const a = v128.load_splat<T>(p);
          a0 = multiplyAdd<T>(a, w0, a0);
          a1 = multiplyAdd<T>(a, w1, a1);
          if (ROWS > 1) {
            const b = v128.load_splat<T>(q);
            b0 = multiplyAdd<T>(b, w0, b0);
            b1 = multiplyAdd<T>(b, w1, b1);
          }
          if (ROWS > 2) {
            const c = v128.load_splat<T>(r);
            c0 = multiplyAdd<T>(c, w0, c0);
            c1 = multiplyAdd<T>(c, w1, c1);
          }
          if (ROWS > 3) {
            const d = v128.load_splat<T>(s);
            d0 = multiplyAdd<T>(d, w0, d0);
            d1 = multiplyAdd<T>(d, w1, d1);
          }
          if (ROWS > 4) {
            const e = v128.load_splat<T>(t);
            e0 = multiplyAdd<T>(e, w0, e0);
            e1 = multiplyAdd<T>(e, w1, e1);
          }
          if (ROWS > 5) {
            const f = v128.load_splat<T>(u);
            f0 = multiplyAdd<T>(f, w0, f0);
            f1 = multiplyAdd<T>(f, w1, f1);
          }
          if (w == last) break;
          const y0 = v128.load(w, 2 * VECTOR);
          const y1 = v128.load(w, 3 * VECTOR);
          const g = v128.load_splat<T>(p, sizeof<T>());
          a0 = multiplyAdd<T>(g, y0, a0);
          a1 = multiplyAdd<T>(g, y1, a1);
          if (ROWS > 1) {
            const h = v128.load_splat<T>(q, sizeof<T>());
            b0 = multiplyAdd<T>(h, y0, b0);
            b1 = multiplyAdd<T>(h, y1, b1);
          }
          if (ROWS > 2) {
            const i = v128.load_splat<T>(r, sizeof<T>());
            c0 = multiplyAdd<T>(i, y0, c0);
            c1 = multiplyAdd<T>(i, y1, c1);
          }
          if (ROWS > 3) {
            const j = v128.load_splat<T>(s, sizeof<T>());
            d0 = multiplyAdd<T>(j, y0, d0);
            d1 = multiplyAdd<T>(j, y1, d1);
          }
          if (ROWS > 4) {
            const k = v128.load_splat<T>(t, sizeof<T>());
            e0 = multiplyAdd<T>(k, y0, e0);
            e1 = multiplyAdd<T>(k, y1, e1);
          }
          if (ROWS > 5) {
            const l = v128.load_splat<T>(u, sizeof<T>());
            f0 = multiplyAdd<T>(l, y0, f0);
            f1 = multiplyAdd<T>(l, y1, f1);
          }
          w += 4 * VECTOR;
          p += 2 * sizeof<T>();
          if (ROWS > 1) q += 2 * sizeof<T>();
          if (ROWS > 2) r += 2 * sizeof<T>();
          if (ROWS > 3) s += 2 * sizeof<T>();
          if (ROWS > 4) t += 2 * sizeof<T>();
          if (ROWS > 5) u += 2 * sizeof<T>();
        }
        if (sizeof<T>() == 8) break;
        left -= piece;
        if (left <= 0) break;
      }
      lineWeights += weightStepX;
      lineSource += sourceStepX;
    }
    weights += weightStepY;
    source += sourceStepY;
  }
  keep<T>(pieces, groups, sums, target, a0, a1);
  if (ROWS > 1) keep<T>(pieces, groups, sums + ROW_SUMS, target + targetRow, b0, b1);
  if (ROWS > 2) keep<T>(pieces, groups, sums + 2 * ROW_SUMS, target + 2 * targetRow, c0, c1);
  if (ROWS > 3) keep<T>(pieces, groups, sums + 3 * ROW_SUMS, target + 3 * targetRow, d0, d1);
  if (ROWS > 4) keep<T>(pieces, groups, sums + 4 * ROW_SUMS, target + 4 * targetRow, e0, e1);
  if (ROWS > 5) keep<T>(pieces, groups, sums + 5 * ROW_SUMS, target + 5 * targetRow, f0, f1);
}

/** All positions of tiles of ROWS rows, one behind the other, of some blocks. */
function positions<T, ROWS>(
  blocks: i32,
  tiles: i32,
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
  sums: usize,
): void {
  // The tables are made for one channel.
  const width = <usize>(2 * lanes<T>());
  const wy = weightStepY * width;
  const wx = weightStepX * width;
  for (; blocks > 0; blocks--) {
    let from = source;
    let first = target;
    for (let left = tiles; left > 0; left--) {
      let to = first;
      for (let y = tableY; y < tableX; y += ENTRY) {
        const countY = tapCount(y);
        const lineWeights = weights + weightStart(y) * width;
        const lineSource = from + sourceStart(y);
        for (let x = tableX; x < tableEnd; x += ENTRY) {
          const w = lineWeights + weightStart(x) * width;
          const p = lineSource + sourceStart(x);
          tile<T>(count<ROWS>(), w, p, sourceRow, countY, wy, sourceStepY, tapCount(x), wx, sourceStepX, runLength(x), to, targetRow, sums);
          to += targetStep;
        }
      }
      from += <usize>count<ROWS>() * sourceRow;
      first += <usize>count<ROWS>() * targetRow;
    }
    weights += width * channelBytes;
    target += 2 * VECTOR;
  }
}

/** All blocks. */
// @ts-ignore: decorator
@inline
function allBlocks<T>(
  blocks: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, sums: usize,
): void {
  const atOnce = blocksAtOnce(ASC_FEATURE_RELAXED_SIMD, rows, blocks);
  for (; blocks > 0; blocks -= atOnce) {
    for (let row = 0, taken = 0, tiles = 0; row < rows; row += tiles * taken) {
      taken = nextRows(ASC_FEATURE_RELAXED_SIMD, rows - row);
      tiles = tilesOf(ASC_FEATURE_RELAXED_SIMD, taken, rows - row);
      const from = source + <usize>row * sourceRow;
      const to = target + <usize>row * targetRow;
      if (ASC_FEATURE_RELAXED_SIMD && taken == 6) positions<T, Six>(atOnce, tiles, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 4) positions<T, Four>(atOnce, tiles, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 3) positions<T, Three>(atOnce, tiles, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 2) positions<T, Two>(atOnce, tiles, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 1) positions<T, One>(atOnce, tiles, weights, channelBytes, from, sourceRow, to, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
    }
    weights += <usize>(2 * lanes<T>()) * channelBytes;
    target += 2 * VECTOR;
  }
}

/** `blocks` blocks of four (f64) or eight (f32) channels; `channelBytes` of weights a channel. */
export function backward(
  single: bool, blocks: i32, weights: usize, channelBytes: usize, rows: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, sums: usize,
): void {
  if (single) allBlocks<f32>(blocks, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
  if (!single) allBlocks<f64>(blocks, weights, channelBytes, rows, source, sourceRow, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
}

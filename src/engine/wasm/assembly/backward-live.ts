// Transposed convolution of coefficients of which many are zero: sums run over the lists of ./live-lists. Their order is that of ./backward, so in doubles the sums
// are the same. Channels that do not fill a block have weights of their own, padded with zeros: [tap][output channel][lane].

import { VECTOR, lanes, multiplyAdd, zero } from './vector';
import { count, Four, is, One, Three, Two, Zero } from './counts';
import { entryBytes, halfOf, offsetAt } from './live-lists';
import { blocksAtOnce, nextRows, tilesOf } from './rows';
import { addPieces, GROUP, PIECE, ROW_SUMS, total } from './pieces';
import { ENTRY, runLength, sourceStart, tapCount, weightStart } from './taps';

/** Stores the whole sums of a row of which the last vector holds `tail` channels. */
// @ts-ignore: decorator
@inline
function keepRow<T>(VECTORS: i32, pieces: i32, groups: bool, tail: i32, sums: usize, target: usize, low: v128, high: v128, third: v128): void {
  if (VECTORS > 1) v128.store(target, total<T>(pieces, groups, sums, 0, low));
  if (VECTORS == 3) v128.store(target, high, VECTOR);
  const last = target + <usize>(VECTORS - 1) * VECTOR;
  const whole = VECTORS == 3 ? third : VECTORS == 2 ? total<T>(pieces, groups, sums, 1, high) : total<T>(pieces, groups, sums, 0, low);
  if (tail == lanes<T>()) {
    v128.store(last, whole);
    return;
  }
  if (sizeof<T>() == 8) {
    v128.store64_lane(last, whole, 0);
    return;
  }
  v128.store32_lane(last, whole, 0);
  if (tail > 1) v128.store32_lane(last + 4, whole, 1);
  if (tail > 2) v128.store32_lane(last + 8, whole, 2);
}

/** One or two vectors of input channels at one position of ROWS (1 to 4) rows; or, of doubles, three at one of up to three: `SECOND`, of the last two of four rows. */
// @ts-ignore: decorator
@inline
function tile<T>(
  ROWS: i32,
  VECTORS: i32,
  SECOND: bool,
  tail: i32,
  base: usize,
  starts: usize,
  countY: i32,
  baseStepY: usize,
  sourceStepY: usize,
  countX: i32,
  baseStepX: usize,
  sourceStepX: usize,
  run: usize,
  target: usize,
  targetRow: usize,
  sums: usize,
): void {
  const FULL = <usize>PIECE * entryBytes<T>();
  let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero();
  let c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero();
  let a2 = zero(), b2 = zero(), c2 = zero();
  let pieces: i32 = 0;
  let groups = false;
  let pending: usize = 0;
  for (; countY > 0; countY--) {
    let lineBase = base;
    let lineStarts = starts;
    for (let x = countX; x > 0; x--) {
      const skipped = SECOND ? halfOf<T>() : 0;
      let e = <usize>load<u32>(lineStarts) + skipped;
      const end = <usize>load<u32>(lineStarts + 4 * run) + skipped;
      while (e < end) {
        let stop = end;
        if (sizeof<T>() == 4) {
          if (pending == FULL) {
            addPieces(ROWS, VECTORS, pieces, groups, sums, a0, a1, b0, b1, c0, c1, d0, d1, a0, a1, a0, a1);
            a0 = a1 = zero();
            if (ROWS > 1) b0 = b1 = zero();
            if (ROWS > 2) c0 = c1 = zero();
            if (ROWS > 3) d0 = d1 = zero();
            pieces++;
            if (pieces == GROUP) {
              pieces = 0;
              groups = true;
            }
            pending = 0;
          }
          stop = min(end, e + FULL - pending);
          pending += stop - e;
        }
        const last = stop - entryBytes<T>();
        for (; e < stop; e += entryBytes<T>()) {
          const offset = <usize>(SECOND ? load<u32>(e, halfOf<T>()) : load<u32>(e, offsetAt<T>()));
          const w = lineBase + (VECTORS == 3 ? offset + (offset >> 1) : VECTORS == 2 ? offset : offset >> 1);
          const w0 = v128.load(w);
          const w1 = VECTORS > 1 ? v128.load(w, VECTOR) : w0;
          const w2 = VECTORS > 2 ? v128.load(w, 2 * VECTOR) : w0;
          const a = v128.load_splat<T>(e);
          a0 = multiplyAdd<T>(a, w0, a0);
          if (VECTORS > 1) a1 = multiplyAdd<T>(a, w1, a1);
          if (VECTORS > 2) a2 = multiplyAdd<T>(a, w2, a2);
          if (ROWS > 1) {
            const b = v128.load_splat<T>(e, sizeof<T>());
            b0 = multiplyAdd<T>(b, w0, b0);
            if (VECTORS > 1) b1 = multiplyAdd<T>(b, w1, b1);
            if (VECTORS > 2) b2 = multiplyAdd<T>(b, w2, b2);
          }
          if (ROWS > 2) {
            // A branch: without it, V8 loads all there is before the first product, and runs out of registers.
            if (VECTORS == 3 && e == last) break;
            const c = v128.load_splat<T>(e, 2 * sizeof<T>());
            c0 = multiplyAdd<T>(c, w0, c0);
            if (VECTORS > 1) c1 = multiplyAdd<T>(c, w1, c1);
            if (VECTORS > 2) c2 = multiplyAdd<T>(c, w2, c2);
          }
          if (ROWS > 3) {
            const d = v128.load_splat<T>(e, 3 * sizeof<T>());
            d0 = multiplyAdd<T>(d, w0, d0);
            if (VECTORS > 1) d1 = multiplyAdd<T>(d, w1, d1);
          }
        }
        if (ROWS == 3 && VECTORS == 3) {
          const offset = <usize>load<u32>(e, offsetAt<T>());
          const w = lineBase + offset + (offset >> 1);
          const c = v128.load_splat<T>(e, 2 * sizeof<T>());
          c0 = multiplyAdd<T>(c, v128.load(w), c0);
          c1 = multiplyAdd<T>(c, v128.load(w, VECTOR), c1);
          c2 = multiplyAdd<T>(c, v128.load(w, 2 * VECTOR), c2);
          e = end;
        }
      }
      lineBase += baseStepX;
      lineStarts += sourceStepX;
    }
    base += baseStepY;
    starts += sourceStepY;
  }
  keepRow<T>(VECTORS, pieces, groups, tail, sums, target, a0, a1, a2);
  if (ROWS > 1) keepRow<T>(VECTORS, pieces, groups, tail, sums + ROW_SUMS, target + targetRow, b0, b1, b2);
  if (ROWS > 2) keepRow<T>(VECTORS, pieces, groups, tail, sums + 2 * ROW_SUMS, target + 2 * targetRow, c0, c1, c2);
  if (ROWS > 3) keepRow<T>(VECTORS, pieces, groups, tail, sums + 3 * ROW_SUMS, target + 3 * targetRow, d0, d1, d1);
}

/** All positions of ROWS rows of tiles, `targetTile` apart, of some blocks. */
function positionsOf<T, ROWS, VECTORS, SECOND>(
  blocks: i32, tiles: i32, tail: i32, weights: usize, channelBytes: usize, lists: usize, listBytes: usize, channels: usize, target: usize, targetRow: usize, targetTile: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, sums: usize,
): void {
  // The tables are made for one channel.
  const width = <usize>(count<VECTORS>() * lanes<T>());
  // Offsets count from the first position of the window.
  const perStart = (channels * <usize>count<VECTORS>() * VECTOR) >> 2;
  const by = weightStepY * width - sourceStepY * perStart;
  const bx = weightStepX * width - sourceStepX * perStart;
  for (; blocks > 0; blocks--) {
    let list = lists;
    let first = target;
    for (let left = tiles; left > 0; left--) {
      let to = first;
      for (let y = tableY; y < tableX; y += ENTRY) {
        const countY = tapCount(y);
        const lineWeights = weights + weightStart(y) * width;
        const lineStart = sourceStart(y);
        for (let x = tableX; x < tableEnd; x += ENTRY) {
          const start = lineStart + sourceStart(x);
          const base = lineWeights + weightStart(x) * width - start * perStart;
          tile<T>(count<ROWS>(), count<VECTORS>(), is<SECOND>(), tail, base, list + start, countY, by, sourceStepY, tapCount(x), bx, sourceStepX, runLength(x), to, targetRow, sums);
          to += targetStep;
        }
      }
      list += listBytes;
      first += targetTile;
    }
    weights += <usize>(2 * lanes<T>()) * channelBytes;
    target += 2 * VECTOR;
  }
}

// @ts-ignore: decorator
@inline
function allBlocks<T, VECTORS>(
  tail: i32, blocks: i32, weights: usize, channelBytes: usize, rows: i32, lists: usize, listBytes: usize, channels: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, sums: usize,
): void {
  const atOnce = blocksAtOnce(false, rows, blocks);
  for (; blocks > 0; blocks -= atOnce) {
    let list = lists;
    for (let row = 0, taken = 0, tiles = 0; row < rows; row += tiles * taken) {
      taken = nextRows(false, rows - row);
      tiles = tilesOf(false, taken, rows - row);
      const to = target + <usize>row * targetRow;
      const tall = <usize>taken * targetRow;
      if (taken == 4 && count<VECTORS>() == 3) {
        positionsOf<T, Two, VECTORS, Zero>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
        positionsOf<T, Two, VECTORS, One>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to + 2 * targetRow, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      } else if (taken == 4) positionsOf<T, Four, VECTORS, Zero>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 3) positionsOf<T, Three, VECTORS, Zero>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 2) positionsOf<T, Two, VECTORS, Zero>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      if (taken == 1) positionsOf<T, One, VECTORS, Zero>(atOnce, tiles, tail, weights, channelBytes, list, listBytes, channels, to, targetRow, tall, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
      list += <usize>tiles * listBytes;
    }
    weights += <usize>(2 * lanes<T>()) * channelBytes;
    target += 2 * VECTOR;
  }
}

/**
 * `blocks` blocks of one or two vectors of channels (doubles: or three), the last of which holds `tail`, from the lists of `collect`; `channels` output channels,
 * `channelBytes` of weights a lane.
 */
export function backwardLive(
  single: bool, vectors: i32, tail: i32, blocks: i32, weights: usize, channelBytes: usize, rows: i32, lists: usize, listBytes: usize, channels: usize, target: usize, targetRow: usize, targetStep: usize,
  tableY: usize, tableX: usize, tableEnd: usize, weightStepY: usize, sourceStepY: usize, weightStepX: usize, sourceStepX: usize, sums: usize,
): void {
  if (single) {
    if (vectors == 2) allBlocks<f32, Two>(tail, blocks, weights, channelBytes, rows, lists, listBytes, channels, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
    if (vectors == 1) allBlocks<f32, One>(tail, blocks, weights, channelBytes, rows, lists, listBytes, channels, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
  }
  if (!single) {
    if (vectors == 3) allBlocks<f64, Three>(tail, blocks, weights, channelBytes, rows, lists, listBytes, channels, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
    if (vectors == 2) allBlocks<f64, Two>(tail, blocks, weights, channelBytes, rows, lists, listBytes, channels, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
    if (vectors == 1) allBlocks<f64, One>(tail, blocks, weights, channelBytes, rows, lists, listBytes, channels, target, targetRow, targetStep, tableY, tableX, tableEnd, weightStepY, sourceStepY, weightStepX, sourceStepX, sums);
  }
}

// Transposed convolution for input channels that do not fill a vector: lanes run over rows, so that none is wasted on channels that do not exist, and no
// lanes have to be summed. Coefficients are taken position by position: columns that are zero in all rows of a tile are left out, the others are added to
// the lines of the filter around the position. Sums lie with their rows side by side, [position][channel][row], and are turned round in the end.
// Singles: the columns of a position are summed first, in pieces, beside those sums, so that a product goes through few additions (`singleTerms` of ../../precision.ts).
// Weights: [tap][output channel][channel], lines of taps in one: [ky][output channel][kx][channel].

import { VECTOR, lanes, multiplyAdd } from './vector';
import { list, placeRows, ROW_TABLES, writeRows } from './across-rows-list';
import { count, One, Two } from './counts';

/** Columns whose products are added at once. */
const GROUP: i32 = 4;

/** Singles: groups of a piece. */
const PIECE_GROUPS: i32 = 8;

/** The first group of a piece, which starts it. */
const FIRST: i32 = 0;

/** One that is added to what is there: to the piece, or, where it is all of it, to the sums. */
const NEXT: i32 = 1;

/** The last one of several, which adds the piece to the sums. */
const LAST: i32 = 2;

/**
 * COLUMNS (1 to 4) products of one vector of rows, added to a sum. Doubles are added one by one, so that a row has the same sums (but for the sign of a zero) whatever other rows keep a
 * column of zeros in the list; singles together, so that each goes through few additions.
 */
// @ts-ignore: decorator
@inline
function addProducts<T>(COLUMNS: i32, ROLE: i32, piece: usize, at: usize, a: v128, b: v128, c: v128, d: v128, p: v128, q: v128, r: v128, s: v128): void {
  if (sizeof<T>() == 8) {
    let all = multiplyAdd<T>(a, p, v128.load(at));
    if (COLUMNS > 1) all = multiplyAdd<T>(b, q, all);
    if (COLUMNS > 2) all = multiplyAdd<T>(c, r, all);
    if (COLUMNS > 3) all = multiplyAdd<T>(d, s, all);
    v128.store(at, all);
    return;
  }
  let sum = v128.mul<T>(a, p);
  if (COLUMNS > 1) sum = multiplyAdd<T>(b, q, sum);
  if (COLUMNS > 2) sum = multiplyAdd<T>(c, r, sum);
  if (COLUMNS > 3) sum = multiplyAdd<T>(d, s, sum);
  if (ROLE == LAST) sum = v128.add<T>(v128.load(piece), sum);
  if (ROLE == FIRST) v128.store(piece, sum);
  else v128.store(at, v128.add<T>(v128.load(at), sum));
}

// @ts-ignore: decorator
@inline
function splat<T>(SECOND: bool, at: usize): v128 {
  return SECOND ? v128.load_splat<T>(at, sizeof<T>()) : v128.load_splat<T>(at);
}

/** The sums of one input channel at one position. */
// @ts-ignore: decorator
@inline
function slot<T>(
  COLUMNS: i32, VECTORS: i32, ROLE: i32, wa: usize, wb: usize, wc: usize, wd: usize, SECOND: bool, piece: usize, t: usize,
  a: v128, a1: v128, b: v128, b1: v128, c: v128, c1: v128, d: v128, d1: v128,
): void {
  const p = splat<T>(SECOND, wa);
  const q = COLUMNS > 1 ? splat<T>(SECOND, wb) : p;
  const r = COLUMNS > 2 ? splat<T>(SECOND, wc) : p;
  const s = COLUMNS > 3 ? splat<T>(SECOND, wd) : p;
  addProducts<T>(COLUMNS, ROLE, piece, t, a, b, c, d, p, q, r, s);
  if (VECTORS > 1) addProducts<T>(COLUMNS, ROLE, piece + VECTOR, t + VECTOR, a1, b1, c1, d1, p, q, r, s);
}

/** Adds COLUMNS columns of a position to the sums around it, or to the `piece` beside them. */
// @ts-ignore: decorator
@inline
function columns<T>(
  COLUMNS: i32, VECTORS: i32, ROLE: i32, weights: usize, values: usize, offsets: usize, piece: usize, sums: usize, firstLine: i32, lastLine: i32,
  lineWeights: usize, lineSums: usize, slots: i32,
): void {
  const step = <usize>VECTORS * VECTOR;
  const a = v128.load(values);
  const a1 = VECTORS > 1 ? v128.load(values, VECTOR) : a;
  const b = COLUMNS > 1 ? v128.load(values + step) : a;
  const b1 = COLUMNS > 1 && VECTORS > 1 ? v128.load(values + step, VECTOR) : a;
  const c = COLUMNS > 2 ? v128.load(values + 2 * step) : a;
  const c1 = COLUMNS > 2 && VECTORS > 1 ? v128.load(values + 2 * step, VECTOR) : a;
  const d = COLUMNS > 3 ? v128.load(values + 3 * step) : a;
  const d1 = COLUMNS > 3 && VECTORS > 1 ? v128.load(values + 3 * step, VECTOR) : a;
  let wa = weights + <usize>load<u32>(offsets);
  let wb = COLUMNS > 1 ? weights + <usize>load<u32>(offsets, 4) : wa;
  let wc = COLUMNS > 2 ? weights + <usize>load<u32>(offsets, 8) : wa;
  let wd = COLUMNS > 3 ? weights + <usize>load<u32>(offsets, 12) : wa;
  for (let line = firstLine; line < lastLine; line++) {
    let t = sums;
    let i: usize = 0;
    const end = <usize>slots * sizeof<T>();
    for (const pairs = end - (end & sizeof<T>()); i < pairs; i += 2 * sizeof<T>()) {
      slot<T>(COLUMNS, VECTORS, ROLE, wa + i, wb + i, wc + i, wd + i, false, piece, t, a, a1, b, b1, c, c1, d, d1);
      slot<T>(COLUMNS, VECTORS, ROLE, wa + i, wb + i, wc + i, wd + i, true, piece + step, t + step, a, a1, b, b1, c, c1, d, d1);
      if (ROLE != FIRST) t += 2 * step;
      if (ROLE != NEXT) piece += 2 * step;
    }
    if (i < end) {
      slot<T>(COLUMNS, VECTORS, ROLE, wa + i, wb + i, wc + i, wd + i, false, piece, t, a, a1, b, b1, c, c1, d, d1);
      if (ROLE != NEXT) piece += step;
    }
    sums += lineSums;
    wa += lineWeights;
    if (COLUMNS > 1) wb += lineWeights;
    if (COLUMNS > 2) wc += lineWeights;
    if (COLUMNS > 3) wd += lineWeights;
  }
}

/** Adds the columns in the list of a position to the sums around it. */
// @ts-ignore: decorator
@inline
function position<T>(
  VECTORS: i32, entries: i32, weights: usize, values: usize, offsets: usize, piece: usize, sums: usize, firstLine: i32, lastLine: i32,
  lineWeights: usize, lineSums: usize, slots: i32,
): void {
  const pieceLine = <usize>slots * <usize>VECTORS * VECTOR;
  let group = 0;
  for (let left = entries; left > 0; left -= GROUP) {
    const isLast = sizeof<T>() == 8 || left <= GROUP || group == PIECE_GROUPS - 1;
    if (group == 0 && !isLast) columns<T>(4, VECTORS, FIRST, weights, values, offsets, piece, sums, firstLine, lastLine, lineWeights, 0, slots);
    else if (group == 0 || !isLast) {
      const to = isLast ? sums : piece;
      const line = isLast ? lineSums : pieceLine;
      if (left >= 4) columns<T>(4, VECTORS, NEXT, weights, values, offsets, piece, to, firstLine, lastLine, lineWeights, line, slots);
      else if (left == 3) columns<T>(3, VECTORS, NEXT, weights, values, offsets, piece, to, firstLine, lastLine, lineWeights, line, slots);
      else if (left == 2) columns<T>(2, VECTORS, NEXT, weights, values, offsets, piece, to, firstLine, lastLine, lineWeights, line, slots);
      else columns<T>(1, VECTORS, NEXT, weights, values, offsets, piece, to, firstLine, lastLine, lineWeights, line, slots);
    } else if (left >= 4) columns<T>(4, VECTORS, LAST, weights, values, offsets, piece, sums, firstLine, lastLine, lineWeights, lineSums, slots);
    else if (left == 3) columns<T>(3, VECTORS, LAST, weights, values, offsets, piece, sums, firstLine, lastLine, lineWeights, lineSums, slots);
    else if (left == 2) columns<T>(2, VECTORS, LAST, weights, values, offsets, piece, sums, firstLine, lastLine, lineWeights, lineSums, slots);
    else columns<T>(1, VECTORS, LAST, weights, values, offsets, piece, sums, firstLine, lastLine, lineWeights, lineSums, slots);
    group = isLast ? 0 : group + 1;
    values += <usize>(4 * VECTORS) * VECTOR;
    offsets += 16;
  }
}

/** One tile of VECTORS vectors of rows. */
function tile<T, VECTORS>(
  weights: usize, source: usize, outHeight: i32, outWidth: i32, outChannels: i32, target: usize, inHeight: i32, inWidth: i32, inChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, offsetY: i32, offsetX: i32, tables: usize,
): void {
  const step = <usize>count<VECTORS>() * VECTOR;
  const values = tables + ROW_TABLES;
  const offsets = values + <usize>(outChannels + 4) * step;
  const sums = (offsets + <usize>(outChannels + 4) * 4 + VECTOR - 1) & ~(VECTOR - 1);
  const size = inHeight * inWidth * inChannels;
  const piece = sums + <usize>size * step;
  const tap = <usize>inChannels * sizeof<T>();
  // A line of taps that are neighbours is one run of sums.
  const together = dilationX == 1;
  const weightBytes = <usize>kernelWidth * tap;
  const lineWeights = <usize>outChannels * weightBytes;
  const lineSums = <usize>(dilationY * inWidth * inChannels) * step;
  memory.fill(sums, 0, <usize>size * step);
  for (let y = 0; y < outHeight; y++) {
    const firstY = y * strideY - offsetY;
    let firstLine = 0;
    while (firstLine < kernelHeight && firstY + firstLine * dilationY < 0) firstLine++;
    let lastLine = firstLine;
    while (lastLine < kernelHeight && firstY + lastLine * dilationY < inHeight) lastLine++;
    for (let x = 0; x < outWidth; x++) {
      const entries = list<T>(count<VECTORS>(), source, tables, outChannels, <u32>weightBytes, values, offsets);
      source += <usize>outChannels * sizeof<T>();
      if (entries == 0) continue;
      const firstX = x * strideX - offsetX;
      for (let kx = together ? max(0, -firstX) : 0; kx < kernelWidth; kx++) {
        const inX = firstX + kx * dilationX;
        if (<u32>inX >= <u32>inWidth) continue;
        const taps = together ? min(kernelWidth - kx, inWidth - inX) : 1;
        const w = weights + <usize>firstLine * lineWeights + <usize>kx * tap;
        const to = sums + <usize>(((firstY + firstLine * dilationY) * inWidth + inX) * inChannels) * step;
        position<T>(count<VECTORS>(), entries, w, values, offsets, piece, to, firstLine, lastLine, lineWeights, lineSums, taps * inChannels);
        kx += taps - 1;
      }
    }
  }
  writeRows<T>(count<VECTORS>(), sums, size, tables, target);
}

// @ts-ignore: decorator
@inline
function allTiles<T>(
  weights: usize, rows: i32, source: usize, outHeight: i32, outWidth: i32, outChannels: i32, target: usize, inHeight: i32, inWidth: i32, inChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, offsetY: i32, offsetX: i32, scratch: usize,
): void {
  const sourceRow = <usize>(outHeight * outWidth * outChannels) * sizeof<T>();
  const targetRow = <usize>(inHeight * inWidth * inChannels) * sizeof<T>();
  for (let row = 0, taken = 0; row < rows; row += taken) {
    const two = rows - row > lanes<T>();
    const most = two ? 2 * lanes<T>() : lanes<T>();
    taken = min(rows - row, most);
    placeRows(scratch, most, taken, sourceRow, targetRow);
    const from = source + <usize>row * sourceRow;
    const to = target + <usize>row * targetRow;
    if (two) tile<T, Two>(weights, from, outHeight, outWidth, outChannels, to, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX, scratch);
    else tile<T, One>(weights, from, outHeight, outWidth, outChannels, to, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX, scratch);
  }
}

/** `in + offset = out * stride + tap * dilation` on both axes; rows lie one behind the other. */
export function acrossRows(
  single: bool, weights: usize, rows: i32, source: usize, outHeight: i32, outWidth: i32, outChannels: i32, target: usize, inHeight: i32, inWidth: i32, inChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, offsetY: i32, offsetX: i32, scratch: usize,
): void {
  if (single) allTiles<f32>(weights, rows, source, outHeight, outWidth, outChannels, target, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX, scratch);
  if (!single) allTiles<f64>(weights, rows, source, outHeight, outWidth, outChannels, target, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX, scratch);
}

import type { SharedHeap } from './heap.js';

/** Int32 fields of an entry: count, run, weight start, source start (see ./assembly/taps.ts). */
const FIELDS = 4;

/** One axis of a sliding window. */
export interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly outSize: number;
  readonly inSize: number;
  /** `in + offset = out * stride + tap * dilation`. */
  readonly offset: number;
}

/** For one axis: elements between taps in the weights, between positions in the source, and (pools) between positions of a map of weights. */
export interface Layout {
  readonly weights: number;
  readonly source: number;
  readonly map?: number;
}

/** From input positions to outputs, weights in plain order or (`packed`) in that of `tapOrder`; or from output positions to inputs, weights in plain order. */
export type Direction = 'backward' | 'packed' | 'forward';

/** The taps of one kernel, stride and dilation. */
interface TapClasses {
  readonly stride: number;
  readonly dilation: number;
  /** Taps that can meet the same input position differ by multiples of this. */
  readonly period: number;
  readonly order: readonly number[];
  /** Where the taps of a residue modulo the period start in the order. */
  readonly starts: readonly number[];
  /** By position modulo the stride: residue of the taps that meet it; -1: none. */
  readonly residues: Int32Array;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** By length of the kernel. */
const known = new Map<number, TapClasses[]>();

function classesOf(kernel: number, stride: number, dilation: number): TapClasses {
  const list = known.get(kernel) ?? [];
  for (const classes of list) if (classes.stride === stride && classes.dilation === dilation) return classes;
  const fresh = tapClasses(kernel, stride, dilation);
  known.set(kernel, [...list, fresh]);
  return fresh;
}

function tapClasses(kernel: number, stride: number, dilation: number): TapClasses {
  const period = stride / greatestDivisor(stride, dilation);
  const residues = new Int32Array(stride).fill(-1);
  const order: number[] = [];
  const starts: number[] = [];
  for (let residue = 0; residue < Math.min(period, kernel); residue++) {
    residues[(residue * dilation) % stride] = residue;
    starts.push(order.length);
    for (let tap = lastTap(kernel, residue, period); tap >= 0; tap -= period) order.push(tap);
  }
  return { stride, dilation, period, order, starts, residues };
}

/** The largest tap below `end` of a residue; negative: none. */
function lastTap(end: number, residue: number, period: number): number {
  return end - 1 < residue ? -1 : end - 1 - ((end - 1 - residue) % period);
}

/** Packed order of taps: by residue, each class descending. So the taps of one input position are neighbours and meet ascending outputs. */
export function tapOrder(kernel: number, stride: number, dilation: number): readonly number[] {
  return classesOf(kernel, stride, dilation).order;
}

/** What the kernels take: addresses of the tables of both axes and the bytes between neighbouring taps. */
export interface TapArguments {
  readonly tableY: number;
  readonly tableX: number;
  readonly tableEnd: number;
  readonly weightStepY: number;
  readonly sourceStepY: number;
  readonly weightStepX: number;
  readonly sourceStepX: number;
}

/** Most memory for tables that are kept. */
export const TABLES_BYTES = 1024 * 1024;

/** Taken of it at once. */
const PIECE_BYTES = 16 * 1024;

/** Memory that tables of so many positions take in all, at the most: what is left of a piece where the next table does not fit is lost. */
export function keptTablesBytes(positions: number): number {
  return Math.min(TABLES_BYTES, PIECE_BYTES + 2 * positions * FIELDS * 4);
}

/** Which tables: what `TapTables.write` takes. */
export interface TapRequest {
  readonly direction: Direction;
  readonly y: Axis;
  readonly layoutY: Layout;
  readonly x: Axis;
  readonly layoutX: Layout;
  /** Elements of a tap. */
  readonly run: number;
  /** Whether neighbouring taps of a line, which are contiguous in source and weights, are one run. */
  readonly merge: boolean;
  /** Of an element. */
  readonly bytes: number;
}

/** Tables of kernels, in memory of the engine: of one call, or kept while there is room for them. */
export class TapTables {
  readonly #heap: SharedHeap;
  #table: Int32Array = new Int32Array(0);
  /** The piece that tables are added to, how much of it is used, and what all pieces take. */
  #piece: Int32Array = new Int32Array(0);
  #used = 0;
  #keptBytes = 0;
  #isFull = false;

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  /** Writes both tables; the next call overwrites them. */
  write(request: TapRequest): TapArguments {
    const length = entriesOf(request) * FIELDS;
    if (this.#table.length < length) {
      const most = Math.max(1024, 2 * length);
      this.#table = this.#heap.integers(this.#heap.reserve(most * 4), most);
    }
    return writeTables(request, this.#table, 0);
  }

  /** Whether nothing more is kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Writes both tables for good; null: there is no more room. */
  keep(request: TapRequest): TapArguments | null {
    const length = entriesOf(request) * FIELDS;
    if (this.#used + length > this.#piece.length) this.#nextPiece(length);
    if (this.#isFull) return null;
    const tables = writeTables(request, this.#piece, this.#used);
    this.#used += length;
    return tables;
  }

  #nextPiece(length: number): void {
    const bytes = Math.max(PIECE_BYTES, length * 4);
    this.#isFull ||= this.#keptBytes + bytes > TABLES_BYTES;
    if (this.#isFull) return;
    this.#piece = this.#heap.integers(this.#heap.reserve(bytes), bytes / 4);
    this.#used = 0;
    this.#keptBytes += bytes;
  }
}

function entriesOf({ direction, y, x }: TapRequest): number {
  return direction === 'forward' ? y.outSize + x.outSize : y.inSize + x.inSize;
}

function writeTables(request: TapRequest, table: Int32Array, at: number): TapArguments {
  const { direction, y, layoutY, x, layoutX, run, merge, bytes } = request;
  const countY = direction === 'forward' ? y.outSize : y.inSize;
  const fill = direction === 'forward' ? fillForward : fillBackward;
  const packed = direction === 'packed';
  fill(table, at, y, packed, layoutY, 0, false, bytes);
  fill(table, at + countY * FIELDS, x, packed, layoutX, run, merge, bytes);
  const start = table.byteOffset + at * 4;
  return {
    tableY: start,
    tableX: start + countY * FIELDS * 4,
    tableEnd: start + entriesOf(request) * FIELDS * 4,
    weightStepY: weightStep(direction, y, layoutY) * bytes,
    sourceStepY: sourceStep(direction, y) * layoutY.source * bytes,
    weightStepX: weightStep(direction, x, layoutX) * bytes,
    sourceStepX: sourceStep(direction, x) * layoutX.source * bytes,
  };
}

/** Positions of the other window between those that neighbouring taps meet. */
export function sourceStep(direction: Direction, { kernel, stride, dilation }: Axis): number {
  return direction === 'forward' ? dilation : (classesOf(kernel, stride, dilation).period * dilation) / stride;
}

function weightStep(direction: Direction, axis: Axis, { weights, map = 0 }: Layout): number {
  const taps = direction === 'backward' ? -classesOf(axis.kernel, axis.stride, axis.dilation).period : 1;
  return taps * weights + sourceStep(direction, axis) * map;
}

/**
 * Input position p and output o meet through tap t where p + offset = o stride + t dilation: of all t of one residue, those for which o lies in the
 * window, from the largest one on.
 */
function fillBackward(
  table: Int32Array,
  at: number,
  axis: Axis,
  packed: boolean,
  layout: Layout,
  run: number,
  merge: boolean,
  bytes: number,
): void {
  const { kernel, stride, dilation, offset, inSize, outSize } = axis;
  const { period, starts, residues } = classesOf(kernel, stride, dilation);
  const { weights, source, map = 0 } = layout;
  for (let scaled = offset; scaled < offset + inSize; scaled++) {
    const residue = scaled < 0 ? -1 : residues[scaled % stride]!;
    const most = residue < 0 ? -1 : lastTap(Math.min(kernel, Math.floor(scaled / dilation) + 1), residue, period);
    const least = Math.max(0, Math.ceil((scaled - (outSize - 1) * stride) / dilation));
    const count = most < least ? 0 : Math.floor((most - least) / period) + 1;
    const other = (scaled - most * dilation) / stride;
    const place = packed && count > 0 ? starts[residue]! + (lastTap(kernel, residue, period) - most) / period : most;
    table[at] = merge ? Math.min(count, 1) : count;
    table[at + 1] = merge ? count * run : run;
    table[at + 2] = count === 0 ? 0 : (place * weights + other * map) * bytes;
    table[at + 3] = count === 0 ? 0 : other * source * bytes;
    at += FIELDS;
  }
}

function fillForward(
  table: Int32Array,
  at: number,
  axis: Axis,
  _packed: boolean,
  layout: Layout,
  run: number,
  merge: boolean,
  bytes: number,
): void {
  const { kernel, stride, dilation, offset, inSize, outSize } = axis;
  const { weights, source, map = 0 } = layout;
  for (let first = -offset; first < outSize * stride - offset; first += stride) {
    const least = Math.max(0, Math.ceil(-first / dilation));
    const most = Math.min(kernel - 1, Math.floor((inSize - 1 - first) / dilation));
    const count = Math.max(0, most - least + 1);
    const other = first + least * dilation;
    table[at] = merge ? Math.min(count, 1) : count;
    table[at + 1] = merge ? count * run : run;
    table[at + 2] = count === 0 ? 0 : (least * weights + other * map) * bytes;
    table[at + 3] = count === 0 ? 0 : other * source * bytes;
    at += FIELDS;
  }
}

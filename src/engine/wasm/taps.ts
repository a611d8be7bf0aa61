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

/** How an axis is walked: its taps in the order of the table, the place of each in the weights, and the steps from one to the next. */
export interface Walk {
  readonly positions: number;
  readonly taps: readonly number[];
  readonly places: readonly number[];
  readonly tapStep: number;
  readonly sourceStep: number;
  /** Position in the other window that meets this one through the tap, or a number outside it. */
  readonly meet: (position: number, tap: number) => number;
  readonly otherSize: number;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Taps that can meet the same input position differ by multiples of this. */
function tapPeriod(stride: number, dilation: number): number {
  return stride / greatestDivisor(stride, dilation);
}

const orders = new Map<string, readonly number[]>();

/** Packed order of taps: by residue, each class descending. So the taps of one input position are neighbours and meet ascending outputs. */
export function tapOrder(kernel: number, stride: number, dilation: number): readonly number[] {
  const key = `${kernel} ${stride} ${dilation}`;
  let order = orders.get(key);
  if (!order) {
    const period = tapPeriod(stride, dilation);
    const classes = [...Array(Math.min(period, kernel)).keys()];
    const taps = [...Array(kernel).keys()].reverse();
    order = classes.flatMap((residue) => taps.filter((tap) => tap % period === residue));
    orders.set(key, order);
  }
  return order;
}

/** 0, 1, 2 … */
function plainOrder(kernel: number): readonly number[] {
  return tapOrder(kernel, kernel, 1);
}

/** From input positions to outputs. `packed`: the weights are in `tapOrder`; else in plain order. */
export function backwardWalk(axis: Axis, packed: boolean): Walk {
  const { kernel, stride, dilation, offset } = axis;
  const taps = tapOrder(kernel, stride, dilation);
  const period = tapPeriod(stride, dilation);
  return {
    positions: axis.inSize,
    taps,
    places: packed ? plainOrder(kernel) : taps,
    tapStep: packed ? 1 : -period,
    sourceStep: (period * dilation) / stride,
    meet(position, tap) {
      const scaled = position + offset - tap * dilation;
      return scaled % stride === 0 ? scaled / stride : -1;
    },
    otherSize: axis.outSize,
  };
}

/** From output positions to inputs, weights in plain order. */
export function forwardWalk(axis: Axis): Walk {
  const { kernel, stride, dilation, offset } = axis;
  const taps = plainOrder(kernel);
  const meet = (position: number, tap: number): number => position * stride + tap * dilation - offset;
  return { positions: axis.outSize, taps, places: taps, tapStep: 1, sourceStep: dilation, meet, otherSize: axis.inSize };
}

/** What the kernels take: addresses of the tables of both axes and the bytes between neighbouring taps. */
export type TapArguments = readonly [
  tableY: number,
  tableX: number,
  tableEnd: number,
  weightStepY: number,
  sourceStepY: number,
  weightStepX: number,
  sourceStepX: number,
];

/** The tables of one kernel call, in scratch memory of the engine; overwritten by the next call. */
export class TapTables {
  readonly #heap: SharedHeap;
  #table: Int32Array = new Int32Array(0);

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  /**
   * Writes both tables. Runs are `run` elements a tap; where neighbouring taps of a line are contiguous in source and weights
   * (`merge`), all of them are one run. An element takes `bytes`.
   */
  write(y: Walk, layoutY: Layout, x: Walk, layoutX: Layout, run: number, merge: boolean, bytes: number): TapArguments {
    const entries = y.positions + x.positions;
    if (this.#table.length < entries * FIELDS) {
      const length = Math.max(1024, 2 * entries * FIELDS);
      this.#table = this.#heap.integers(this.#heap.reserve(length * 4), length);
    }
    fill(this.#table, 0, y, layoutY, 0, false, bytes);
    fill(this.#table, y.positions * FIELDS, x, layoutX, run, merge, bytes);
    const start = this.#table.byteOffset;
    return [
      start,
      start + y.positions * FIELDS * 4,
      start + entries * FIELDS * 4,
      ...([...steps(y, layoutY, bytes), ...steps(x, layoutX, bytes)] as [number, number, number, number]),
    ];
  }
}

function steps(walk: Walk, layout: Layout, bytes: number): [number, number] {
  return [(walk.tapStep * layout.weights + walk.sourceStep * (layout.map ?? 0)) * bytes, walk.sourceStep * layout.source * bytes];
}

function fill(table: Int32Array, at: number, walk: Walk, layout: Layout, run: number, merge: boolean, bytes: number): void {
  const { taps, places, meet, otherSize, positions } = walk;
  for (let position = 0; position < positions; position++) {
    let count = 0;
    let weight = 0;
    let source = 0;
    for (let index = 0; index < taps.length; index++) {
      const other = meet(position, taps[index]!);
      if (other < 0 || other >= otherSize) continue;
      if (count++ > 0) continue;
      weight = places[index]! * layout.weights + other * (layout.map ?? 0);
      source = other * layout.source;
    }
    table[at] = merge ? Math.min(count, 1) : count;
    table[at + 1] = merge ? count * run : run;
    table[at + 2] = weight * bytes;
    table[at + 3] = source * bytes;
    at += FIELDS;
  }
}

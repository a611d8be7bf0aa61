import type { Coefficients, ConvShape, ConvStep } from '../engine.js';
import { AcrossRows } from './across-rows.js';
import { AcrossRowsAll, linesTaps } from './across-rows-all.js';
import { address, precisionOf, type Precision } from './checks.js';
import { axesOf, sizes } from './conv-geometry.js';
import type { Kernels } from './kernels.js';
import { arePaying, LiveColumns, TILE, type Block, type Demand, type Lists } from './live-columns.js';
import type { Room } from './room.js';
import { sourceStep, type TapArguments, type TapRequest, type TapTables } from './taps.js';
import { isDepthwise, isNarrow, leftOver, singlesOf, type BackwardWeights, type PackedWeights, type SingleStore } from './weights.js';

/** Singles that the sums of a tile take: 6 rows of 6 vectors (assembly/pieces.ts). */
const SUMS = 6 * 6 * 4;

/** Least rows of a tile of lanes over rows with which it is faster than lists, and than all coefficients where lists do not pay (measured). */
const LEAST_ROWS = 7;
const LEAST_ROWS_WITHOUT_LISTS = 4;

/** A step of rows of one precision through one convolution, and the blocks that take it now. */
interface Task extends Precision {
  readonly weights: PackedWeights;
  readonly step: ConvStep;
  /** Elements of a row. */
  readonly outputSize: number;
  readonly inputSize: number;
  /** Bytes of a row. */
  readonly targetRow: number;
  readonly demand: Demand;
  readonly output: Block & { address: number };
  target: number;
  /** How often the step was taken. */
  uses: number;
  /** Tables of taps that are kept. */
  readonly taps: Partial<Record<TapKind, TapArguments>>;
}

/** Of the kernels of all coefficients, of lists, and of lanes over rows. */
type TapKind = 'all' | 'listed' | 'lines';

/** Steps by convolution. Those who make a step keep it as long as they need it. */
type Tasks = WeakMap<PackedWeights, WeakMap<ConvStep, Task>>;

/** The kernels of `convBackward`: of all coefficients, or, where many are zero, of the others only. */
export class BackwardConvolution {
  readonly #kernels: Kernels;
  readonly #tables: TapTables;
  readonly #live: LiveColumns;
  readonly #across: AcrossRows;
  readonly #acrossAll: AcrossRowsAll;
  readonly #store: SingleStore;
  readonly #tasks: Readonly<Record<Precision['bytes'], Tasks>> = { 4: new WeakMap(), 8: new WeakMap() };
  /** Address of the sums of a tile. */
  readonly #sums: number;

  constructor(kernels: Kernels, tables: TapTables, room: Room, store: SingleStore) {
    this.#kernels = kernels;
    this.#tables = tables;
    this.#live = new LiveColumns(room, kernels);
    this.#across = new AcrossRows(kernels, room);
    this.#acrossAll = new AcrossRowsAll(kernels, room);
    this.#store = store;
    this.#sums = store.singles(SUMS).byteOffset;
  }

  run(weights: PackedWeights, step: ConvStep, rows: number, output: Coefficients, input: Coefficients): void {
    const { shape } = weights;
    const precision = precisionOf(output, input);
    const task = this.#taskOf(weights, step, precision);
    task.uses++;
    task.output.address = address(output, rows * task.outputSize);
    task.target = address(input, rows * task.inputSize);
    if (isDepthwise(shape)) this.#depthwise(task, rows);
    else if (shape.groups > 1) this.#all(task, 0, rows);
    else if (isNarrow(shape, 32 / precision.bytes)) this.#narrow(task, rows);
    else this.#wide(task, rows);
  }

  /** The same one for the same step, as long as there is room for its tables. */
  #taskOf(weights: PackedWeights, step: ConvStep, precision: Precision): Task {
    const tasks = this.#tasks[precision.bytes];
    const known = tasks.get(weights)?.get(step);
    if (known !== undefined) return known;
    const task = taskOf(weights, step, precision);
    if (!this.#tables.isFull) {
      const ofWeights = tasks.get(weights) ?? new WeakMap<ConvStep, Task>();
      tasks.set(weights, ofWeights.set(step, task));
    }
    return task;
  }

  /** Tables of a step that is taken for the first time are written for that call. */
  #tapsOf(task: Task, kind: TapKind): TapArguments {
    const known = task.taps[kind];
    if (known !== undefined) return known;
    const request = REQUESTS[kind](task);
    const kept = task.uses > 1 ? this.#tables.keep(request) : null;
    if (kept === null) return this.#tables.write(request);
    task.taps[kind] = kept;
    return kept;
  }

  #depthwise(task: Task, rows: number): void {
    const { single, weights, output, target } = task;
    const { groups } = weights.shape;
    const start = this.#weightsOf(task).backward.byteOffset;
    const t = this.#tapsOf(task, 'all');
    // prettier-ignore
    this.#kernels.depthwise(
      single, 0, groups, start, rows, output.address, output.rowBytes, target,
      t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX,
    );
  }

  #narrow(task: Task, rows: number): void {
    const { weights, step, output, target, targetRow } = task;
    const { shape } = weights;
    const { lines } = this.#weightsOf(task);
    const taken = lines === null ? 0 : this.#acrossAll.rowsOf(shape, task, step.inWidth, rows, output);
    if (lines !== null && taken > 0) {
      this.#acrossAll.run(shape, step, task, lines.byteOffset, this.#tapsOf(task, 'lines'), taken, output.address, target);
    }
    const left = rows - taken;
    if (left === 0) return;
    const rest = { ...output, address: output.address + taken * output.rowBytes };
    if (lines !== null && this.#across.isFaster(shape, task, left, rest)) {
      this.#across.run(shape, step, task, lines.byteOffset, left, rest.address, target + taken * targetRow);
    } else this.#all(task, taken, left);
  }

  /** The rows that fill tiles of lanes over rows, where that is faster; then the others. */
  #wide(task: Task, rows: number): void {
    const { weights, step, output, target } = task;
    const { shape } = weights;
    const { lines } = this.#weightsOf(task);
    const least = arePaying(task.demand, task) ? LEAST_ROWS : LEAST_ROWS_WITHOUT_LISTS;
    const across = lines === null ? 0 : this.#across.rowsOf(shape, step.inHeight * step.inWidth, rows, least, output);
    if (lines !== null && across > 0) this.#across.run(shape, step, task, lines.byteOffset, across, output.address, target);
    if (across < rows) this.#someAtOnce(task, across, rows);
  }

  /** As many rows as have lists that fit the cache, as long as lists pay. */
  #someAtOnce(task: Task, start: number, rows: number): void {
    const { output, demand } = task;
    const most = this.#live.rowsAtOnce(output, task);
    // Tiles are much alike: where the first one is full, the others are not looked at.
    if (rows - start > TILE && this.#live.collect(output, task, start, TILE, demand) === null) {
      this.#all(task, start, rows - start);
      return;
    }
    for (let first = start; first < rows; first += most) {
      const count = Math.min(most, rows - first);
      const lists = this.#live.collect(output, task, first, count, demand);
      if (lists === null) {
        this.#all(task, first, rows - first);
        return;
      }
      this.#listed(task, first, count, lists);
    }
  }

  #all(task: Task, first: number, rows: number): void {
    const { weights, single, bytes, output, target, targetRow } = task;
    const { shape } = weights;
    const t = this.#tapsOf(task, 'all');
    const start = this.#weightsOf(task).backward.byteOffset;
    const perGroup = shape.inChannels / shape.groups;
    const outPerGroup = shape.outChannels / shape.groups;
    const channelBytes = shape.kernelHeight * shape.kernelWidth * outPerGroup * bytes;
    for (let group = 0; group < shape.groups; group++) {
      const from = output.address + first * output.rowBytes + group * outPerGroup * bytes;
      for (const { kernel, count, channel } of parts(perGroup, bytes)) {
        const at = group * perGroup + channel;
        const to = target + first * targetRow + at * bytes;
        // prettier-ignore
        this.#kernels[kernel](
          single, count, start + at * channelBytes, channelBytes, rows, from, output.rowBytes, to, targetRow, shape.inChannels * bytes,
          t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX, this.#sums,
        );
      }
    }
  }

  #listed(task: Task, first: number, rows: number, { lists, listBytes }: Lists): void {
    const { weights, single, bytes, target, targetRow } = task;
    const { inChannels, outChannels, kernelHeight, kernelWidth } = weights.shape;
    const { backward, padded } = this.#weightsOf(task);
    const t = this.#tapsOf(task, 'listed');
    const channelBytes = kernelHeight * kernelWidth * outChannels * bytes;
    const width = 32 / bytes;
    const run = (vectors: number, tail: number, blocks: number, start: number, channel: number): void => {
      const to = target + first * targetRow + channel * bytes;
      // prettier-ignore
      this.#kernels.backwardLive(
        single, vectors, tail, blocks, start, channelBytes, rows, lists, listBytes, outChannels, to, targetRow, inChannels * bytes,
        t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX, this.#sums,
      );
    };
    const { channels, lanes } = leftOver(weights.shape, width);
    const whole = inChannels - channels;
    if (whole > 0) run(2, width / 2, whole / width, backward.byteOffset, 0);
    if (padded !== null) run(lanes / (width / 2), channels - lanes + width / 2, 1, padded.byteOffset, whole);
  }

  #weightsOf({ weights, single }: Task): BackwardWeights<Coefficients> {
    return single ? singlesOf(weights, this.#store) : weights;
  }

}

function taskOf(weights: PackedWeights, step: ConvStep, { single, bytes }: Precision): Task {
  const { shape } = weights;
  const size = sizes(weights, step);
  const output = { address: 0, rowBytes: size.output * bytes, positions: step.outHeight * step.outWidth, channels: shape.outChannels };
  const targetRow = size.input * bytes;
  const demand = demandOf(shape, bytes);
  return { weights, step, single, bytes, outputSize: size.output, inputSize: size.input, targetRow, demand, output, target: 0, uses: 0, taps: {} };
}

const REQUESTS: Readonly<Record<TapKind, (task: Task) => TapRequest>> = {
  all({ weights, step, bytes }) {
    const { shape } = weights;
    const { y, x } = axesOf(shape, step);
    const depthwise = isDepthwise(shape);
    const run = depthwise ? shape.groups : shape.outChannels / shape.groups;
    const merge = !depthwise && shape.groups === 1 && sourceStep('packed', x) === 1;
    const layoutY = { weights: shape.kernelWidth * run, source: step.outWidth * shape.outChannels };
    return { direction: 'packed', y, layoutY, x, layoutX: { weights: run, source: shape.outChannels }, run, merge, bytes };
  },
  /** The source are the starts of positions in a list, 4 bytes each; a run counts positions. */
  listed({ weights, step, bytes }) {
    const { outChannels, kernelWidth } = weights.shape;
    const { y, x } = axesOf(weights.shape, step);
    const start = 4 / bytes;
    const layoutY = { weights: kernelWidth * outChannels, source: step.outWidth * start };
    const merge = sourceStep('packed', x) === 1;
    return { direction: 'packed', y, layoutY, x, layoutX: { weights: outChannels, source: start }, run: 1, merge, bytes };
  },
  lines: (task) => linesTaps(task.weights.shape, task.step, task),
};

/** A single vector of leftover channels waits for its additions: it counts half as much again, and a single channel never pays. */
function demandOf(shape: ConvShape, bytes: number): Demand {
  const { inChannels, kernelHeight, kernelWidth, strideY, strideX } = shape;
  const width = 32 / bytes;
  const { channels, lanes } = leftOver(shape, width);
  const taken = inChannels - channels + (lanes === width / 2 ? 1.5 * lanes : lanes);
  const taps = Math.max(1, (kernelHeight * kernelWidth) / (strideY * strideX));
  return { work: inChannels === 1 ? 0 : inChannels * taps, lanes: taken / inChannels };
}

interface Part {
  readonly kernel: 'backward' | 'backwardRest';
  /** Blocks of two vectors, or channels. */
  readonly count: number;
  /** The first one. */
  readonly channel: number;
}

/** How the input channels of a group are divided among the kernels. */
function parts(channels: number, bytes: number): Part[] {
  const width = 32 / bytes;
  const whole = channels - (channels % width);
  const found: Part[] = [];
  if (whole > 0) found.push({ kernel: 'backward', count: whole / width, channel: 0 });
  for (let channel = whole; channel < channels; channel += 4) {
    found.push({ kernel: 'backwardRest', count: Math.min(channels - channel, 4), channel });
  }
  return found;
}

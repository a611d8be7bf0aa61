import type { Coefficients, ConvStep } from '../engine.js';
import { AcrossRows } from './across-rows.js';
import { AcrossRowsAll } from './across-rows-all.js';
import { address, precisionOf } from './checks.js';
import type { Kernels } from './kernels.js';
import { arePaying, LiveColumns, TILE, type Lists } from './live-columns.js';
import type { Room } from './room.js';
import type { FilterAddresses, KnownStep, Steps } from './steps.js';
import { isDepthwise, isNarrow, leftOver, singlesOf, type BackwardWeights, type PackedWeights, type SingleStore } from './weights.js';

/** Singles that the sums of a tile take: 6 rows of 6 vectors (assembly/pieces.ts). */
const SUMS = 6 * 6 * 4;

/** Least rows of a tile of lanes over rows with which it is faster than lists, and than all coefficients where lists do not pay (measured). */
const LEAST_ROWS = 7;
const LEAST_ROWS_WITHOUT_LISTS = 4;

/** The kernels of `convBackward`: of all coefficients, or, where many are zero, of the others only. */
export class BackwardConvolution {
  readonly #kernels: Kernels;
  readonly #steps: Steps;
  readonly #live: LiveColumns;
  readonly #across: AcrossRows;
  readonly #acrossAll: AcrossRowsAll;
  readonly #store: SingleStore;
  /** Address of the sums of a tile. */
  readonly #sums: number;

  constructor(kernels: Kernels, steps: Steps, room: Room, store: SingleStore) {
    this.#kernels = kernels;
    this.#steps = steps;
    this.#live = new LiveColumns(room, kernels);
    this.#across = new AcrossRows(kernels, room);
    this.#acrossAll = new AcrossRowsAll(kernels, room);
    this.#store = store;
    this.#sums = store.singles(SUMS).byteOffset;
  }

  run(weights: PackedWeights, step: ConvStep, rows: number, output: Coefficients, input: Coefficients): void {
    const { shape } = weights;
    const precision = precisionOf(output, input);
    const task = this.#steps.of(weights, step, precision);
    task.output.address = address(output, rows * task.outputSize);
    task.target = address(input, rows * task.inputSize);
    if (isDepthwise(shape)) this.#depthwise(task, rows);
    else if (shape.groups > 1) this.#all(task, 0, rows);
    else if (isNarrow(shape, 32 / precision.bytes)) this.#narrow(task, rows);
    else this.#wide(task, rows);
  }

  #depthwise(task: KnownStep, rows: number): void {
    const { single, weights, output, target } = task;
    const { groups } = weights.shape;
    const start = this.#filtersOf(task).backward;
    const t = this.#steps.tapsOf(task, 'all');
    // prettier-ignore
    this.#kernels.depthwise(
      single, 0, groups, start, rows, output.address, output.rowBytes, target,
      t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX,
    );
  }

  #narrow(task: KnownStep, rows: number): void {
    const { weights, step, output, target, targetRow } = task;
    const { shape } = weights;
    const { lines } = this.#filtersOf(task);
    const taken = lines === null ? 0 : this.#acrossAll.rowsOf(shape, task, step.inWidth, rows, output);
    if (lines !== null && taken > 0) {
      this.#acrossAll.run(shape, step, task, lines, this.#steps.tapsOf(task, 'lines'), taken, output.address, target);
    }
    const left = rows - taken;
    if (left === 0) return;
    const { rowBytes, positions, channels } = output;
    const rest = { address: output.address + taken * rowBytes, rowBytes, positions, channels };
    if (lines !== null && this.#across.isFaster(shape, task, left, rest)) {
      this.#across.run(shape, step, task, lines, left, rest.address, target + taken * targetRow);
    } else this.#all(task, taken, left);
  }

  /** The rows that fill tiles of lanes over rows, where that is faster; then the others. */
  #wide(task: KnownStep, rows: number): void {
    const { weights, step, output, target } = task;
    const { shape } = weights;
    const { lines } = this.#filtersOf(task);
    const least = arePaying(task.demand, task) ? LEAST_ROWS : LEAST_ROWS_WITHOUT_LISTS;
    const across = lines === null ? 0 : this.#across.rowsOf(shape, step.inHeight * step.inWidth, rows, least, output);
    if (lines !== null && across > 0) this.#across.run(shape, step, task, lines, across, output.address, target);
    if (across < rows) this.#someAtOnce(task, across, rows);
  }

  /** As many rows as have lists that fit the cache, as long as lists pay. */
  #someAtOnce(task: KnownStep, start: number, rows: number): void {
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

  #all(task: KnownStep, first: number, rows: number): void {
    const { weights, single, bytes, output, target, targetRow } = task;
    const { shape } = weights;
    const t = this.#steps.tapsOf(task, 'all');
    const start = this.#filtersOf(task).backward;
    const perGroup = shape.inChannels / shape.groups;
    const outPerGroup = shape.outChannels / shape.groups;
    const channelBytes = shape.kernelHeight * shape.kernelWidth * outPerGroup * bytes;
    for (let group = 0; group < shape.groups; group++) {
      const from = output.address + first * output.rowBytes + group * outPerGroup * bytes;
      for (const { kernel, count, channel } of task.parts) {
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

  #listed(task: KnownStep, first: number, rows: number, { lists, listBytes }: Lists): void {
    const { weights, single, bytes, target, targetRow } = task;
    const { inChannels, outChannels, kernelHeight, kernelWidth } = weights.shape;
    const { backward, padded } = this.#filtersOf(task);
    const t = this.#steps.tapsOf(task, 'listed');
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
    if (whole > 0) run(2, width / 2, whole / width, backward, 0);
    if (padded !== null) run(lanes / (width / 2), channels - lanes + width / 2, 1, padded, whole);
  }

  #filtersOf(task: KnownStep): FilterAddresses {
    return (task.filters ??= addressesOf(task.single ? singlesOf(task.weights, this.#store) : task.weights));
  }
}

function addressesOf({ backward, padded, lines }: BackwardWeights<Coefficients>): FilterAddresses {
  return { backward: backward.byteOffset, padded: padded?.byteOffset ?? null, lines: lines?.byteOffset ?? null };
}

import type { ConvShape, ConvStep } from '../engine.js';
import { canSumTapByTap } from '../precision.js';
import type { Precision } from './checks.js';
import { axesOf } from './conv-geometry.js';
import type { Kernels } from './kernels.js';
import type { Block } from './live-columns.js';
import type { Room } from './room.js';
import type { TapArguments, TapRequest } from './taps.js';

/** Bytes of two vectors, one element of all rows of a tile, and of the tables of rows. */
const STEP = 32;
const ROW_TABLES = 64;

/** Input channels that it is made for: those of images in colour. */
const CHANNELS = 3;

/** A tile should stay in the second-level cache. */
const MOST_BYTES = 1024 * 1024;

/** The shares of coefficients that are not zero from which on it is faster than lists of them, in singles and in doubles (measured). */
const LEAST_LIVE = { 4: 0.9, 8: 0.8 };

/** The kernels of `convBackward` with lanes over rows that take all coefficients. */
export class AcrossRowsAll {
  readonly #kernels: Kernels;
  readonly #room: Pick<Room, 'of'>;

  constructor(kernels: Kernels, room: Pick<Room, 'of'>) {
    this.#kernels = kernels;
    this.#room = room;
  }

  /** How many rows, from the first on, it is faster for: those that fill tiles, of which the last one may have a few less. None where zeros are left out, which the first row tells: rows are much alike. */
  rowsOf(shape: ConvShape, { bytes }: Precision, inWidth: number, rows: number, { address, positions, channels }: Block): number {
    const tile = STEP / bytes;
    const rest = rows % tile;
    const count = rest > tile / 2 ? rows : rows - rest;
    const columns = positions * channels;
    if (count === 0 || !takes(shape, bytes) || acrossRowsAllBytes(columns, inWidth) > MOST_BYTES) return 0;
    return this.#kernels.nonZeros(bytes === 4 ? 1 : 0, columns, address) > LEAST_LIVE[bytes] * columns ? count : 0;
  }

  /** `weights`: address of the `lines` of packed weights; `t`: tables of `linesTaps`. */
  run(
    { inChannels, outChannels, kernelWidth }: ConvShape,
    step: ConvStep,
    { single, bytes }: Precision,
    weights: number,
    t: TapArguments,
    rows: number,
    source: number,
    target: number,
  ): void {
    const line = kernelWidth * inChannels;
    const columns = step.outHeight * step.outWidth * outChannels;
    const room = this.#room.of(acrossRowsAllBytes(columns, step.inWidth));
    // prettier-ignore
    this.#kernels.acrossRowsAll(
      single, outChannels, weights, line * bytes, rows, source, columns, target,
      t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX, room,
    );
  }
}

/** The tables of taps that it takes. */
export function linesTaps(shape: ConvShape, step: ConvStep, bytes: number): TapRequest {
  const { inChannels, outChannels, kernelWidth } = shape;
  const { y, x } = axesOf(shape, step);
  const layoutY = { weights: outChannels * kernelWidth * inChannels, source: step.outWidth * outChannels };
  const layoutX = { weights: inChannels, source: outChannels };
  return { direction: 'backward', y, layoutY, x, layoutX, run: outChannels, merge: false, bytes };
}

/** Whether its sums keep to the account. */
function takes(shape: ConvShape, bytes: 4 | 8): boolean {
  return shape.inChannels === CHANNELS && (bytes === 8 || canSumTapByTap(shape));
}

/** Scratch memory that it takes: the tables, the columns of a tile, and the sums of a line of positions. */
function acrossRowsAllBytes(columns: number, width: number): number {
  return ROW_TABLES + (columns + 4 + width * CHANNELS) * STEP;
}

/** The most of it that windows of up to so many columns take, over lines of so many positions. */
export function mostAcrossRowsAllBytes({ inChannels }: Pick<ConvShape, 'inChannels'>, columns: number, width: number): number {
  return inChannels === CHANNELS ? Math.min(acrossRowsAllBytes(columns, width), MOST_BYTES) : 0;
}

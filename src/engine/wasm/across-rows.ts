import type { ConvShape, ConvStep } from '../engine.js';
import type { Precision } from './checks.js';
import type { Kernels } from './kernels.js';
import type { Block } from './live-columns.js';
import type { Room } from './room.js';

/** Bytes of a vector. */
const VECTOR = 16;

/** Singles of a vector. */
const LANES = 4;

/** Most vectors of rows that are summed at once (./assembly/across-rows.ts). */
const VECTORS = 2;

/** Bytes of the tables of rows. */
const ROW_TABLES = 64;

/** The kernels of `convBackward` for few input channels, with lanes over rows. */
export class AcrossRows {
  readonly #kernels: Kernels;
  readonly #room: Room;

  constructor(kernels: Kernels, room: Room) {
    this.#kernels = kernels;
    this.#room = room;
  }

  /**
   * Whether sums are made faster than by kernels that take all coefficients. For singles that depends on how many are not zero in the first row: rows are much
   * alike. For doubles on the shape alone (measured, with half of them zero): bounds in doubles do not depend on what other rows are in a block.
   */
  isFaster(shape: ConvShape, { single }: Precision, rows: number, { address, positions, channels }: Block): boolean {
    if (single === 0) return shape.kernelWidth > 3 || shape.inChannels > 2;
    const columns = positions * channels;
    return this.#kernels.nonZeros(1, columns, address) <= mostLive(shape, rows) * columns;
  }

  /** `weights`: address of the `lines` of packed weights. */
  run(shape: ConvShape, step: ConvStep, { single }: Precision, weights: number, rows: number, source: number, target: number): void {
    // prettier-ignore
    this.#kernels.acrossRows(
      single, weights, rows, source, step.outHeight, step.outWidth, shape.outChannels, target, step.inHeight, step.inWidth, shape.inChannels,
      shape.kernelHeight, shape.kernelWidth, shape.strideY, shape.strideX, shape.dilationY, shape.dilationX, step.offsetY, step.offsetX,
      this.#room.of(acrossRowsBytes(shape, step.inHeight * step.inWidth)),
    );
  }
}

/** By input channels: output channels of a stride of 1 with which both ways take equally long where nothing is zero (measured). */
const EQUAL = [13, 6, 15, 9, 12, 14, 12];

/**
 * The share of coefficients that are not zero up to which it pays. Measured over 60 shapes: where nothing is zero it is about as many times as fast as the cube root of
 * EQUAL over the output channels, strides of 2 counting them half; a quarter of its time does not depend on zeros.
 */
function mostLive({ inChannels, outChannels, strideX }: ConvShape, rows: number): number {
  const filled = rows / (Math.ceil(rows / LANES) * LANES);
  const dense = filled * Math.cbrt(((EQUAL[inChannels - 1] ?? 0) * Math.min(strideX, 2)) / outChannels);
  return (dense - 0.25) / 0.75;
}

/** Scratch memory that it takes: the tables, the list of a position, and the sums of a tile over a window of so many positions. */
export function acrossRowsBytes({ inChannels, outChannels }: Pick<ConvShape, 'inChannels' | 'outChannels'>, positions: number): number {
  const list = (outChannels + 4) * (VECTORS * VECTOR + 4);
  return ROW_TABLES + list + VECTOR + positions * inChannels * VECTORS * VECTOR;
}

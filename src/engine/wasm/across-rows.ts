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
      this.#room.of(scratchBytes(shape, step)),
    );
  }
}

/** The share of coefficients that are not zero up to which it pays (measured: all with 8 output channels, three quarters with 32). */
function mostLive({ outChannels }: ConvShape, rows: number): number {
  const filled = rows / (Math.ceil(rows / LANES) * LANES);
  return (filled * 9) / (8 + outChannels / 8);
}

/** The tables, the list of a position, and the sums of a tile. */
function scratchBytes({ inChannels, outChannels }: ConvShape, { inHeight, inWidth }: ConvStep): number {
  const list = (outChannels + 4) * (VECTORS * VECTOR + 4);
  return ROW_TABLES + list + VECTOR + inHeight * inWidth * inChannels * VECTORS * VECTOR;
}

import type { ConvShape, ConvStep } from '../engine.js';
import type { Precision } from './checks.js';
import type { Kernels } from './kernels.js';
import type { Block } from './live-columns.js';
import type { Room } from './room.js';
import { isNarrow } from './weights.js';

/** Bytes of a vector. */
const VECTOR = 16;

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

  /** Whether it is faster than sums over all coefficients, by those of the first row that are not zero: rows are much alike. */
  isFaster(shape: ConvShape, { single, bytes }: Precision, rows: number, { address, positions, channels }: Block): boolean {
    if (!isNarrow(shape, 32 / bytes)) return false;
    const columns = positions * channels;
    return this.#kernels.nonZeros(single, columns, address) <= mostLive(shape, bytes, rows) * columns;
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

/** The share of coefficients that are not zero up to which it pays (measured: all with 8 output channels in singles, three quarters with 32). */
function mostLive({ outChannels }: ConvShape, bytes: number, rows: number): number {
  const lanes = VECTOR / bytes;
  const filled = rows / (Math.ceil(rows / lanes) * lanes);
  return (filled * (bytes === 4 ? 9 : 7)) / (8 + outChannels / 8);
}

/** The tables, the list of a position, and the sums of a tile. */
function scratchBytes({ inChannels, outChannels }: ConvShape, { inHeight, inWidth }: ConvStep): number {
  const list = (outChannels + 4) * (VECTORS * VECTOR + 4);
  return ROW_TABLES + list + VECTOR + inHeight * inWidth * inChannels * VECTORS * VECTOR;
}

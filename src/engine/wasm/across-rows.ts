import type { ConvShape, ConvStep } from '../engine.js';
import type { Precision } from './checks.js';
import type { Kernels } from './kernels.js';
import type { Block } from './live-columns.js';
import type { Room } from './room.js';
import { isNarrow } from './weights.js';

/** Bytes of a vector. */
const VECTOR = 16;

/** Singles of a vector. */
const LANES = 4;

/** Rows of singles of a whole tile. */
const TILE = 8;

/** Most vectors of rows that are summed at once (./assembly/across-rows.ts). */
const VECTORS = 2;

type Filter = Pick<ConvShape, 'inChannels' | 'outChannels' | 'kernelHeight' | 'kernelWidth'>;

/** Bytes of the tables of rows. */
const ROW_TABLES = 64;

/** Sums of a tile should stay in the second-level cache. */
const MOST_BYTES = 1024 * 1024;

/** The kernels of `convBackward` with lanes over rows. */
export class AcrossRows {
  readonly #kernels: Kernels;
  readonly #room: Pick<Room, 'of'>;

  constructor(kernels: Kernels, room: Pick<Room, 'of'>) {
    this.#kernels = kernels;
    this.#room = room;
  }

  /**
   * Whether sums are made faster than by kernels that take all coefficients. For singles that depends on how many are not zero in the first row: rows are much
   * alike. For doubles on the shape alone (measured, with half of them zero): bounds in doubles do not depend on what other rows are in a block.
   */
  isFaster(shape: ConvShape, { single }: Precision, rows: number, { address, positions, channels }: Block): boolean {
    if (single === 0) return shape.kernelWidth > 3 || shape.inChannels > 2 || shape.strideX > 1;
    const columns = positions * channels;
    return this.#kernels.nonZeros(1, columns, address) <= mostLive(shape, rows) * columns;
  }

  /**
   * How many rows of singles, from the first on, take it with as many channels as fill blocks: those that fill tiles, of which the last one has `least` rows at least. None where
   * few of the first row are zero and sums are long, or where the sums of a window of so many positions do not stay in the cache.
   */
  rowsOf(shape: ConvShape, inPositions: number, rows: number, least: number, { address, positions, channels }: Block): number {
    const rest = rows % TILE;
    const count = rest < least ? rows - rest : rows;
    const columns = positions * channels;
    if (count === 0 || acrossRowsBytes(shape, inPositions) > MOST_BYTES) return 0;
    return areShort(shape) || this.#kernels.nonZeros(1, columns, address) <= MOST_LIVE_WIDE * columns ? count : 0;
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

/** The share of coefficients that are not zero up to which it pays with more input channels (measured). */
const MOST_LIVE_WIDE = 0.93;

/** Whether the other kernels spend so much around the sums of a tap that it pays where nothing is zero, too, or takes as long (measured: up to 1.4 times as fast, at the least 0.95 times). */
function areShort({ inChannels, outChannels }: ConvShape): boolean {
  return outChannels < 16 || (inChannels % 8 !== 0 && outChannels <= 20);
}

/**
 * The share of coefficients that are not zero up to which it pays. Measured over 60 shapes: where nothing is zero it is about as many times as fast as the cube root of
 * EQUAL over the output channels, strides of 2 counting them half; a quarter of its time does not depend on zeros.
 */
function mostLive({ inChannels, outChannels, strideX }: ConvShape, rows: number): number {
  const filled = rows / (Math.ceil(rows / LANES) * LANES);
  const dense = filled * Math.cbrt(((EQUAL[inChannels - 1] ?? 0) * Math.min(strideX, 2)) / outChannels);
  return (dense - 0.25) / 0.75;
}

/** Scratch memory that it takes: the tables, the list of a position, the sums of a tile over a window of so many positions, and those of a piece. */
function acrossRowsBytes({ inChannels, outChannels, kernelHeight, kernelWidth }: Filter, positions: number): number {
  const list = (outChannels + 4) * (VECTORS * VECTOR + 4);
  return ROW_TABLES + list + VECTOR + (positions + kernelHeight * kernelWidth) * inChannels * VECTORS * VECTOR;
}

/** The most of it that windows of up to so many positions take. */
export function mostAcrossRowsBytes(shape: ConvShape, positions: number): number {
  const bytes = acrossRowsBytes(shape, positions);
  return isNarrow(shape, 2 * LANES) ? bytes : Math.min(bytes, MOST_BYTES);
}

import type { Kernels } from './kernels.js';
import type { Precision } from './checks.js';
import type { Room } from './room.js';

/** Most rows of a tile (./assembly/backward-live.ts). */
export const TILE = 4;

/** Lists that are used together should stay in the second-level cache. */
export const LISTS_BYTES = 384 * 1024;

/** Multiply-adds of a coefficient, 8 bytes of it, that are worth looking at it first (measured). */
const LEAST_WORK = 12;

/** Lists cost more than they spare above this share of all lanes times coefficients (measured). */
const MOST_LIVE = 0.85;

/** Coefficients of a row from which on the offsets of their weights, 32 bytes each, would not fit 32 bits. */
const MOST_COLUMNS = 2 ** 27;

/** A block of coefficients: rows of positions of channels. */
export interface Block {
  readonly address: number;
  /** Bytes of a row. */
  readonly rowBytes: number;
  readonly positions: number;
  readonly channels: number;
}

/** What awaits the coefficients of a block. */
export interface Demand {
  /** Multiply-adds of each. */
  readonly work: number;
  /** Lanes that lists take for each input channel. */
  readonly lanes: number;
}

/** Lists of the tiles of some rows. */
export interface Lists {
  /** Address of the first one. */
  readonly lists: number;
  /** From one to the next. */
  readonly listBytes: number;
}

/** Whether lists may be worth looking at coefficients first. */
export function arePaying({ work }: Demand, { bytes }: Precision): boolean {
  return work * bytes >= LEAST_WORK * 8;
}

/** Makes lists of the columns of blocks that are not zero in all rows of a tile, in scratch memory of the engine. */
export class LiveColumns {
  readonly #room: Room;
  readonly #kernels: Kernels;

  constructor(room: Room, kernels: Kernels) {
    this.#room = room;
    this.#kernels = kernels;
  }

  /** Rows whose lists fit: a multiple of the tile. */
  rowsAtOnce(block: Block, { bytes }: Precision): number {
    return TILE * Math.max(1, Math.floor(LISTS_BYTES / listBytesOf(block, bytes)));
  }

  /**
   * Lists of the columns that are not zero, for `rows` rows from `first` on; overwritten by the next call. Null: most are not zero, it is not worth
   * looking, or rows are too long.
   */
  collect(block: Block, precision: Precision, first: number, rows: number, demand: Demand): Lists | null {
    const { address, rowBytes, positions, channels } = block;
    const { single, bytes } = precision;
    if (!arePaying(demand, precision) || positions * channels >= MOST_COLUMNS) return null;
    const listBytes = listBytesOf(block, bytes);
    const lists = this.#room.of(listBytes * Math.ceil(rows / TILE));
    const live = this.#kernels.collect(single, rows, address + first * rowBytes, rowBytes, positions, channels, lists, listBytes);
    return live * demand.lanes > MOST_LIVE * rows * positions * channels ? null : { lists, listBytes };
  }
}

/** Bytes of the list of a tile: where each position starts, an entry for each column, and one that is written and not kept. */
export function listBytesOf({ positions, channels }: Pick<Block, 'positions' | 'channels'>, bytes: number): number {
  const starts = Math.ceil(((positions + 1) * 4) / 8) * 8;
  return Math.ceil((starts + (positions * channels + 1) * (TILE + 1) * bytes) / 8) * 8;
}

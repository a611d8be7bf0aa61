import type { BlockList } from './block-list.js';
import type { PositionClass, Region } from './position-tree.js';

/** What a block takes for each node that it passes, in multiply-adds: calls of kernels, and what is between them (measured). */
const NODE = 80_000;

/** Rows of a tile, and how many more, up to a whole tile, those that are left over take as long as (measured). */
const TILE = 8;
const LEFT_OVER = 3;

/** What is needed of a tree of positions. */
interface Tree {
  readonly regions: readonly Region[];
  readonly classes: readonly Pick<PositionClass, 'at' | 'end'>[];
}

/**
 * Cuts the open elements of a target into blocks: of one class each, or, where that takes less time, of a region whose rows then share larger windows. Regions are kept in
 * arrays, parts before the whole: this runs for every pass.
 */
export class BlockCuts {
  private readonly overhead: number;
  private readonly regions: Region[] = [];
  /** Of each region: where its elements start and end in `counts`, and the numbers of its parts; -1: it is one class. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly firstParts: Int32Array;
  private readonly secondParts: Int32Array;
  private readonly rowsPerBlock: Int32Array;
  /** Infinity where rows cannot share windows. */
  private readonly rowWork: Float64Array;
  /** Of the last list: the least cost, and whether it is that of sharing windows. */
  private readonly costs: Float64Array;
  private readonly joined: Uint8Array;
  /** Those that are no parts of others. */
  private readonly roots: number[] = [];

  /** `nodes`: how many rows pass. */
  constructor({ regions, classes }: Tree, nodes: number) {
    this.overhead = NODE * nodes;
    const parts: (readonly [number, number])[] = [];
    const add = (region: Region): number => {
      const own = region.parts === null ? ([-1, -1] as const) : ([add(region.parts[0]), add(region.parts[1])] as const);
      parts.push(own);
      return this.regions.push(region) - 1;
    };
    for (const region of regions) this.roots.push(add(region));
    this.starts = Int32Array.from(this.regions, ({ first }) => classes[first]?.at ?? NaN);
    this.ends = Int32Array.from(this.regions, ({ end }) => classes[end - 1]?.end ?? NaN);
    this.firstParts = Int32Array.from(parts, ([first]) => first);
    this.secondParts = Int32Array.from(parts, ([, second]) => second);
    this.rowsPerBlock = Int32Array.from(this.regions, ({ rows }) => rows?.rowsPerBlock ?? 1);
    this.rowWork = Float64Array.from(this.regions, ({ rows }) => rows?.rowWork ?? Infinity);
    this.costs = new Float64Array(this.regions.length);
    this.joined = new Uint8Array(this.regions.length);
  }

  /** `counts`: how many elements are in the list before each position, and in all (`listOpen`); `rows`: how many each element has. */
  run(list: BlockList, counts: Int32Array, rows: number): void {
    this.choose(counts, rows);
    for (const root of this.roots) this.cut(root, list, counts, rows);
  }

  private choose(counts: Int32Array, rows: number): void {
    const { starts, ends, firstParts, secondParts, costs, joined } = this;
    for (let region = 0; region < costs.length; region++) {
      const open = ((counts[ends[region] ?? 0] ?? 0) - (counts[starts[region] ?? 0] ?? 0)) * rows;
      const together = open === 0 ? 0 : this.costOfRows(region, open, rows);
      const first = firstParts[region] ?? -1;
      const apart = first < 0 ? Infinity : (costs[first] ?? NaN) + (costs[secondParts[region] ?? -1] ?? NaN);
      costs[region] = Math.min(together, apart);
      joined[region] = together < apart ? 1 : 0;
    }
  }

  private costOfRows(region: number, open: number, rows: number): number {
    const work = this.rowWork[region] ?? NaN;
    if (work === Infinity) return Infinity;
    const size = this.sizeOf(region, rows) * rows;
    const blocks = (open / size) | 0;
    const rest = open - blocks * size;
    return blocks * this.costOfBlock(size, work) + (rest > 0 ? this.costOfBlock(rest, work) : 0);
  }

  private costOfBlock(rows: number, rowWork: number): number {
    const rest = rows & (TILE - 1);
    return this.overhead + (rows - rest + (rest > 0 ? Math.min(rest + LEFT_OVER, TILE) : 0)) * rowWork;
  }

  /** Elements of a block. */
  private sizeOf(region: number, rows: number): number {
    return ((this.rowsPerBlock[region] ?? NaN) / rows) | 0;
  }

  private cut(region: number, list: BlockList, counts: Int32Array, rows: number): void {
    const start = counts[this.starts[region] ?? NaN] ?? NaN;
    const end = counts[this.ends[region] ?? NaN] ?? NaN;
    if (start === end) return;
    if (this.joined[region] === 0) {
      this.cut(this.firstParts[region] ?? NaN, list, counts, rows);
      this.cut(this.secondParts[region] ?? NaN, list, counts, rows);
      return;
    }
    list.work += (end - start) * rows * (this.rowWork[region] ?? NaN);
    const size = this.sizeOf(region, rows);
    for (let at = start; at < end; at += size) {
      const next = Math.min(at + size, end);
      list.endBlock(next, this.patchOf(region, counts, at, next) + 1);
    }
  }

  /** The patch of the least region that holds these elements; of a single class: -1. */
  private patchOf(region: number, counts: Int32Array, first: number, end: number): number {
    const [one, other] = [this.firstParts[region] ?? -1, this.secondParts[region] ?? -1];
    if (one < 0) return -1;
    const middle = counts[this.starts[other] ?? NaN] ?? NaN;
    if (end <= middle) return this.patchOf(one, counts, first, end);
    return first >= middle ? this.patchOf(other, counts, first, end) : (this.regions[region]?.patch ?? NaN);
  }
}

import type { BlockList } from './block-list.js';
import type { Region } from './position-tree.js';
import type { TargetPlan } from './target-plan.js';

/** What is needed of a plan: the regions, and the nodes that rows pass. */
type Plan = Pick<TargetPlan, 'regions'> & { readonly sweep: Pick<TargetPlan['sweep'], 'order'> };

/** What a block takes for each node that it passes, in multiply-adds: calls of kernels, and what is between them (measured). */
const NODE = 80_000;

/** Rows of a tile, and how many more, up to a whole tile, those that are left over take as long as (measured). */
const TILE = 8;
const LEFT_OVER = 3;

/**
 * Cuts the elements of a list, class by class as `starts` says, into blocks: of one class each, or, where that takes less time, of a region whose rows then share
 * larger windows. `rows`: how many each element has.
 */
export function cutBlocks(plan: Plan, list: BlockList, starts: readonly number[], rows: number): void {
  new BlockCuts(plan, list, starts, rows).run();
}

class BlockCuts {
  private readonly overhead: number;
  /** Regions, made of several classes, whose rows share blocks. */
  private readonly joined = new Set<Region>();

  constructor(
    private readonly plan: Plan,
    private readonly list: BlockList,
    private readonly starts: readonly number[],
    private readonly rows: number,
  ) {
    this.overhead = NODE * plan.sweep.order.length;
  }

  run(): void {
    for (const region of this.plan.regions) {
      this.costOf(region);
      this.cut(region);
    }
  }

  /** Of the cheapest way. */
  private costOf(region: Region): number {
    const rows = (this.endOf(region) - this.startOf(region)) * this.rows;
    if (rows === 0) return 0;
    const together = this.costOfRows(region, rows);
    if (region.parts === null) return together;
    const [first, second] = region.parts;
    const apart = this.costOf(first) + this.costOf(second);
    if (apart <= together) return apart;
    this.joined.add(region);
    return together;
  }

  private costOfRows({ rows: share }: Region, rows: number): number {
    if (share === null) return Infinity;
    const { rowsPerBlock, rowWork } = share;
    const size = this.rows * Math.floor(rowsPerBlock / this.rows);
    const rest = rows % size;
    const blocks = (rows - rest) / size;
    return blocks * this.costOfBlock(size, rowWork) + (rest > 0 ? this.costOfBlock(rest, rowWork) : 0);
  }

  private costOfBlock(rows: number, rowWork: number): number {
    const rest = rows % TILE;
    return this.overhead + (rows - rest + (rest > 0 ? Math.min(rest + LEFT_OVER, TILE) : 0)) * rowWork;
  }

  private cut(region: Region): void {
    const { list, joined } = this;
    const [start, end] = [this.startOf(region), this.endOf(region)];
    if (start === end) return;
    if (region.parts !== null && !joined.has(region)) {
      for (const part of region.parts) this.cut(part);
      return;
    }
    const { rowsPerBlock, rowWork } = region.rows ?? unjoinable();
    list.work += (end - start) * this.rows * rowWork;
    const size = Math.floor(rowsPerBlock / this.rows);
    for (let at = start; at < end; at += size) {
      const next = Math.min(at + size, end);
      const { parts, patch } = this.leastRegion(region, at, next);
      list.endBlock(next, parts === null ? 0 : patch + 1);
    }
  }

  /** The least region that holds these elements. */
  private leastRegion(region: Region, first: number, end: number): Region {
    if (region.parts === null) return region;
    const [one, other] = region.parts;
    const middle = this.startOf(other);
    if (end <= middle) return this.leastRegion(one, first, end);
    return first >= middle ? this.leastRegion(other, first, end) : region;
  }

  private startOf({ first }: Region): number {
    return this.starts[first] ?? NaN;
  }

  private endOf({ end }: Region): number {
    return this.starts[end] ?? NaN;
  }
}

function unjoinable(): never {
  throw new Error('a region without rows of its own was joined');
}

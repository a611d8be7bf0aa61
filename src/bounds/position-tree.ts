import { required } from '../graph/context.js';
import type { MapShape } from '../graph/graph.js';
import type { Patch, SweepPlan } from './sweep-plan.js';
import { Sweeper } from './sweeper.js';

/** How rows go that start at some positions of a target. */
interface Rows {
  readonly rowsPerBlock: number;
  /** Most coefficients of a row at any node. */
  readonly largestWindow: number;
  /** Multiply-adds of a row, roughly. */
  readonly rowWork: number;
}

/** Positions of a target whose rows may share blocks: their windows are equal, each at its own place. */
export interface PositionClass extends Rows {
  /** Numbers of its first position in the order of the tree, and of the one behind its last. */
  readonly at: number;
  readonly end: number;
}

/** Neighbouring classes. Their rows may share blocks, too: with the windows of a patch. */
export interface Region {
  /** The first class, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** Number of its patch; of one class: NaN. */
  readonly patch: number;
  /** Of one class: those of the class. Null: rows would have larger windows than any that starts at a single position. */
  readonly rows: Rows | null;
  /** Two parts; null: it is one class. */
  readonly parts: readonly [Region, Region] | null;
}

/** Neighbouring lines, or columns, of one class. */
interface Run {
  readonly start: number;
  readonly length: number;
}

/**
 * The classes of positions of a target, and regions of them, halved until they are single ones. Near the border of a map, and everywhere where windows reach the
 * border, each position is a class of its own; blocks of the few rows of one take as much time around their kernels as within.
 */
export class PositionTree {
  readonly classes: PositionClass[] = [];
  readonly patches: Patch[] = [];
  /** The first element of each position, class by class. */
  readonly firsts: number[] = [];
  /** All classes: one region, or one of each class where classes are not rectangles. */
  readonly regions: readonly Region[];
  /** The largest window of a row that starts at a single position. */
  private readonly largest: number;

  constructor(
    private readonly plan: Pick<SweepPlan, 'classOf' | 'largestWindow' | 'multiplyAdds'>,
    private readonly shape: MapShape,
  ) {
    const { height, width } = shape;
    const lines = Array.from({ length: height }, (_, y) => plan.classOf(y, 0).line);
    const columns = Array.from({ length: width }, (_, x) => plan.classOf(0, x).column);
    const groups = [groupsOf(lines), groupsOf(columns)] as const;
    const [vertical, horizontal] = groups.map((list) => [...list.values()]) as [number[][], number[][]];
    this.largest = vertical.reduce(
      (most, [y = NaN]) => horizontal.reduce((larger, [x = NaN]) => Math.max(larger, plan.largestWindow(y, x)), most),
      0,
    );
    const [ys, xs] = [vertical.map(runOf), horizontal.map(runOf)];
    if (ys.includes(null) || xs.includes(null)) {
      this.regions = vertical.flatMap((group) => horizontal.map((columnsOf) => this.leaf(group, columnsOf)));
    } else this.regions = [this.region(ys as Run[], xs as Run[])];
  }

  private region(ys: readonly Run[], xs: readonly Run[]): Region {
    const [y, x] = [required(ys, 0), required(xs, 0)];
    if (ys.length === 1 && xs.length === 1) return this.leaf(positionsOf(y), positionsOf(x));
    const [atY, atX] = [splitOf(ys), splitOf(xs)];
    // Long runs, which fill blocks of their own, are split off first; then the longer side is halved.
    const isVertical = atY.isLong !== atX.isLong ? atY.isLong : ys.length >= xs.length;
    const parts: [Region, Region] = isVertical
      ? [this.region(ys.slice(0, atY.at), xs), this.region(ys.slice(atY.at), xs)]
      : [this.region(ys, xs.slice(0, atX.at)), this.region(ys, xs.slice(atX.at))];
    const [{ first, rows: some }, { end, rows: others }] = parts;
    const patch = { y: y.start, x: x.start, height: shared(ys), width: shared(xs) };
    const rows = some === null || others === null ? null : this.rowsOf(patch);
    return { first, end, patch: this.patches.push(patch) - 1, parts, rows };
  }

  private leaf(ys: readonly number[], xs: readonly number[]): Region {
    const { width, channels } = this.shape;
    const rows = this.rowsOf({ y: required(ys, 0), x: required(xs, 0), height: 1, width: 1 });
    if (rows === null) throw new Error('a window of a single position is larger than the largest one');
    const at = this.firsts.length;
    for (const y of ys) for (const x of xs) this.firsts.push((y * width + x) * channels);
    const first = this.classes.push({ at, end: this.firsts.length, ...rows }) - 1;
    return { first, end: first + 1, patch: NaN, parts: null, rows };
  }

  private rowsOf({ y, x, height, width }: Patch): Rows | null {
    const largestWindow = this.plan.largestWindow(y, x, height, width);
    if (largestWindow > this.largest) return null;
    return { largestWindow, rowsPerBlock: Sweeper.blockRows(largestWindow), rowWork: this.plan.multiplyAdds(y, x, height, width) };
  }
}

/** Where each key is found, in the order in which they are met. */
function groupsOf(keys: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  keys.forEach((key, at) => {
    groups.set(key, [...(groups.get(key) ?? []), at]);
  });
  return groups;
}

/** Null: not neighbours. */
function runOf(positions: readonly number[]): Run | null {
  const [start = NaN] = positions;
  return positions.every((position, i) => position === start + i) ? { start, length: positions.length } : null;
}

function positionsOf({ start, length }: Run): number[] {
  return Array.from({ length }, (_, i) => start + i);
}

/** Lines or columns of the windows that rows of these positions share: one where all are of one class. */
function shared(runs: readonly Run[]): number {
  return runs.length === 1 ? 1 : runs.reduce((sum, { length }) => sum + length, 0);
}

/** Where to split: before or behind the first long run, or in the middle. */
function splitOf(runs: readonly Run[]): { readonly at: number; readonly isLong: boolean } {
  const long = runs.length > 1 ? runs.findIndex(({ length }) => length > 1) : -1;
  return long < 0 ? { at: runs.length >> 1, isLong: false } : { at: Math.max(long, 1), isLong: true };
}

import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { ARITHMETIC, type Arithmetic, type Tally } from './arithmetic.js';
import type { Blocks } from './block-list.js';
import type { Patch, SweepPlan } from './sweep-plan.js';
import type { Sweeper } from './sweeper.js';
import { isUndecided, type Target } from './targets.js';
import { SHARE_IN_DOUBLES } from './thresholds.js';
import type { RefineOptions } from './target-refiner.js';

/** One pass over the elements of a target that matter. */
export interface Pass {
  readonly target: Target;
  readonly sweep: SweepPlan;
  /** That blocks may share the windows of, by number. */
  readonly patches: readonly Patch[];
  readonly bounds: Bounds;
  readonly options: RefineOptions;
  /** Which bound each element gets a row for: the lower one where this is positive, else the upper one. Null: both. */
  readonly values: Float64Array | null;
  /** The other one of the two. */
  readonly opposite: boolean;
  /** Whether elements may be settled on the way. */
  readonly reviewed: boolean;
}

/**
 * Propagates single blocks of a pass. A block reads and writes bounds of its own elements only, and leaves nothing behind that another
 * one depends on: blocks may run in any order, and side by side.
 */
export class BlockRefiner {
  constructor(
    private readonly program: Program,
    private readonly sweeper: Sweeper,
  ) {}

  /** Bounds the elements of the block whose turn is number `turn`: in that arithmetic, and the rows whose rounding matters again in others, until it does not. */
  run(pass: Pass, { elements, starts, shared, order }: Blocks, turn: number, first: Arithmetic, tally: Tally): void {
    const { target, sweep, patches, bounds, options, values, opposite, reviewed } = pass;
    const { seeds } = this.sweeper;
    const { shape } = this.program.node(target.id);
    const b = order[turn] ?? NaN;
    seeds.clear(patches[(shared[b] ?? NaN) - 1] ?? null);
    for (let i = starts[b] ?? NaN; i < (starts[b + 1] ?? NaN); i++) {
      const k = elements[i] ?? NaN;
      // Itself for its lower bound, its negative for the upper one.
      const isLower = values === null || (values[k] ?? 0) > 0 !== opposite;
      seeds.add(shape, k, isLower ? 1 : -1);
      if (values === null) seeds.add(shape, k, -1);
    }
    const review = reviewed ? (results: Float64Array) => this.review(target, bounds, results) : null;
    this.write(bounds, this.sweeper.sweepUnits(sweep, turningNode(sweep, first), review), options.intersect);
    if (options.kernel !== 'auto' || first === ARITHMETIC.doubles) return;
    tally.tried += seeds.count;
    this.keepDoubtful(target, bounds, options.toleratedLoss);
    tally.doubtful += seeds.count;
    if (turningNode(sweep, first) !== turningNode(sweep, ARITHMETIC.mixed)) this.again(pass, ARITHMETIC.mixed);
    tally.hopeless += seeds.count;
    this.again(pass, ARITHMETIC.doubles);
  }

  /** Propagates the rows that are left once more, and keeps those whose rounding still matters. */
  private again({ target, sweep, bounds, options }: Pass, arithmetic: Arithmetic): void {
    if (this.sweeper.seeds.count === 0) return;
    this.write(bounds, this.sweeper.sweepUnits(sweep, turningNode(sweep, arithmetic)), true);
    if (arithmetic !== ARITHMETIC.doubles) this.keepDoubtful(target, bounds, options.toleratedLoss);
  }

  private write({ lower, upper }: Bounds, results: Float64Array, intersect: boolean): void {
    const { seeds } = this.sweeper;
    for (let row = 0; row < seeds.count; row++) {
      const k = seeds.elements[row] ?? NaN;
      const low = results[row] ?? NaN;
      const isLower = this.isLower(row);
      if (intersect && low <= (isLower ? (lower[k] ?? NaN) : -(upper[k] ?? NaN))) continue;
      if (isLower) lower[k] = low;
      else upper[k] = -low;
    }
  }

  /**
   * Takes over what settles an element: it needs no more rows. What does not is forgotten, though it may be the better bound in the end: it
   * could flip an adaptive slope.
   */
  private review(target: Target, { lower, upper }: Bounds, results: Float64Array): number[] | null {
    const { seeds } = this.sweeper;
    const kept: number[] = [];
    for (let row = 0; row < seeds.count; row++) {
      const k = seeds.elements[row] ?? NaN;
      const isLower = this.isLower(row);
      const result = results[row] ?? NaN;
      const low = isLower ? Math.max(result, lower[k] ?? NaN) : (lower[k] ?? NaN);
      const high = isLower ? (upper[k] ?? NaN) : Math.min(-result, upper[k] ?? NaN);
      if (isUndecided(target, k, low, high)) kept.push(row);
      else if (isLower) lower[k] = low;
      else upper[k] = high;
    }
    return kept.length === seeds.count ? null : this.keep(kept);
  }

  /** Drops the rows of the last sweep that decided their element, or whose rounding is small and decides nothing. */
  private keepDoubtful(target: Target, { lower, upper }: Bounds, toleratedLoss: number): void {
    const { seeds, uncertainties } = this.sweeper;
    const kept: number[] = [];
    for (let row = 0; row < seeds.count; row++) {
      const k = seeds.elements[row] ?? NaN;
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const lost = 2 * (uncertainties[row] ?? NaN);
      const better = this.isLower(row) ? isUndecided(target, k, low + lost, high) : isUndecided(target, k, low, high - lost);
      const small = lost <= (toleratedLoss / 2) * (high - low);
      if (isUndecided(target, k, low, high) && !(small && better)) kept.push(row);
    }
    this.keep(kept);
  }

  private keep(rows: number[]): number[] {
    this.sweeper.seeds.keep(rows);
    return rows;
  }

  private isLower(row: number): boolean {
    return (this.sweeper.seeds.values[row] ?? NaN) > 0;
  }
}

/** The node from which rows are in singles. */
function turningNode(sweep: SweepPlan, arithmetic: Arithmetic): number | null {
  if (arithmetic === ARITHMETIC.doubles) return null;
  return arithmetic === ARITHMETIC.singles ? sweep.target : sweep.turningNode(SHARE_IN_DOUBLES);
}

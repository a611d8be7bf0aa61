import { required } from '../graph/context.js';
import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { SweepPlan } from './sweep-plan.js';
import { Sweeper } from './sweeper.js';
import { canBeDecided, isUndecided, type Target } from './targets.js';

/** Arithmetic of intermediate rows: doubles, singles, or singles with doubles for the rows whose rounding matters. */
export type Kernel = 'f64' | 'f32' | 'auto';

/** `auto`: what rounding may take of an interval's width before the rows are propagated again. */
const SHARE = 2 ** -12;

/** Positions of a target whose rows may share blocks. */
interface PositionClass {
  readonly positions: readonly { readonly y: number; readonly x: number }[];
  readonly rowsPerBlock: number;
  /** Most coefficients of a row at any node. */
  readonly largestWindow: number;
}

/** How a target is refined. */
export interface RefineOptions {
  /** Keep the better of the given bounds and the new ones. */
  readonly intersect: boolean;
  readonly kernel: Kernel;
  /**
   * One row is enough for an element that it settles: the side that `values` leaves open is tried first, also against the boxes of nodes
   * on the way, and the other side only where that was not enough. The other side of settled elements stays as it was.
   */
  readonly economical: boolean;
  /** The target's value at a point of the region. */
  readonly values: Float64Array;
  readonly checkpoint?: (() => void) | undefined;
}

/** One pass over the elements of a target that matter. */
interface Pass {
  readonly target: Target;
  readonly bounds: Bounds;
  readonly options: RefineOptions;
  /** Factors of the rows that element k gets. */
  readonly sides: (k: number) => readonly number[];
  /** Whether elements may be settled on the way. */
  readonly reviewed: boolean;
}

const LOWER = [1];
const UPPER = [-1];
const BOTH = [1, -1];

interface Plan {
  readonly sweep: SweepPlan;
  readonly classes: readonly PositionClass[];
}

/**
 * Tightens the bounds of a target by linear bounds of its elements: up to two rows for each element that still matters (its lower
 * bound, and the lower bound of its negative), depth first, block by block.
 */
export class TargetRefiner {
  private readonly plans = new Map<number, Plan>();
  /** Whether the next rows are propagated in singles. */
  private single = false;

  constructor(
    private readonly program: Program,
    private readonly sweeper: Sweeper,
  ) {}

  /** Whether the rows of a target are enough work to make the nodes before it ready for singles (measured: the time of 16 coefficients each). */
  isWorthSingles(target: Target, bounds: Bounds, intersect: boolean): boolean {
    const { sweep, classes } = this.planOf(target.id);
    const { width, channels } = this.program.node(target.id).shape;
    const enough = 16 * sweep.order.reduce((sum, id) => sum + this.program.size(id), 0);
    let work = 0;
    for (const { positions, largestWindow } of classes) {
      for (const { y, x } of positions) {
        const first = (y * width + x) * channels;
        for (let k = first; k < first + channels; k++) {
          if (!intersect || isUndecided(target, k, bounds.lower[k] ?? NaN, bounds.upper[k] ?? NaN)) work += largestWindow;
        }
        if (work > enough) return true;
      }
    }
    return false;
  }

  /** Writes to `bounds`; with `intersect` false, all elements are bounded and the given bounds are replaced. */
  refine(target: Target, bounds: Bounds, options: RefineOptions): void {
    const { intersect, economical, values } = options;
    this.single = options.kernel !== 'f64';
    const pass = { target, bounds, options };
    if (!intersect || !economical || !canBeDecided(target)) {
      this.run({ ...pass, sides: () => BOTH, reviewed: false });
      return;
    }
    this.run({ ...pass, sides: (k) => ((values[k] ?? 0) > 0 ? LOWER : UPPER), reviewed: true });
    this.run({ ...pass, sides: (k) => ((values[k] ?? 0) > 0 ? UPPER : LOWER), reviewed: false });
  }

  private run(pass: Pass): void {
    const { target, bounds, options, sides } = pass;
    const { sweep, classes } = this.planOf(target.id);
    const { width, channels } = this.program.node(target.id).shape;
    const { seeds } = this.sweeper;
    for (const { positions, rowsPerBlock } of classes) {
      seeds.count = 0;
      for (const { y, x } of positions) {
        const first = (y * width + x) * channels;
        for (let c = 0; c < channels; c++) {
          const k = first + c;
          if (options.intersect && !isUndecided(target, k, bounds.lower[k] ?? NaN, bounds.upper[k] ?? NaN)) continue;
          for (const side of sides(k)) this.seed(y, x, c, side);
          if (seeds.count + 2 > rowsPerBlock) this.flush(sweep, pass);
        }
      }
      this.flush(sweep, pass);
    }
  }

  /** Adds a row of an element: itself for its lower bound, its negative for the upper one. */
  private seed(y: number, x: number, c: number, side: number): void {
    const { seeds } = this.sweeper;
    const row = seeds.count++;
    seeds.y[row] = y;
    seeds.x[row] = x;
    seeds.channels[row] = c;
    seeds.values[row] = side;
  }

  private flush(sweep: SweepPlan, { target, bounds, options, reviewed }: Pass): void {
    const { intersect, kernel, checkpoint } = options;
    const { seeds } = this.sweeper;
    if (seeds.count === 0) return;
    checkpoint?.();
    const review = reviewed ? (results: Float64Array) => this.review(target, bounds, results) : null;
    this.write(sweep, bounds, this.sweeper.sweepUnits(sweep, this.single, review), intersect);
    if (kernel === 'auto' && this.single && seeds.count > 0) {
      const rows = seeds.count;
      this.keepDoubtful(target, bounds);
      // Rows of one target are much alike: the next ones need not be tried in singles.
      this.single = seeds.count <= rows / 2;
      if (seeds.count > 0) this.write(sweep, bounds, this.sweeper.sweepUnits(sweep, false), true);
    }
    seeds.count = 0;
  }

  private write(sweep: SweepPlan, { lower, upper }: Bounds, results: Float64Array, intersect: boolean): void {
    const { seeds } = this.sweeper;
    for (let row = 0; row < seeds.count; row++) {
      const k = this.element(sweep.target, row);
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
    const kept: number[] = [];
    for (let row = 0; row < this.sweeper.seeds.count; row++) {
      const k = this.element(target.id, row);
      const isLower = this.isLower(row);
      const result = results[row] ?? NaN;
      const low = isLower ? Math.max(result, lower[k] ?? NaN) : (lower[k] ?? NaN);
      const high = isLower ? (upper[k] ?? NaN) : Math.min(-result, upper[k] ?? NaN);
      if (isUndecided(target, k, low, high)) kept.push(row);
      else if (isLower) lower[k] = low;
      else upper[k] = high;
    }
    return kept.length === this.sweeper.seeds.count ? null : this.keep(kept);
  }

  /** Drops the rows of the last sweep that decided their element, or whose rounding is small and decides nothing. */
  private keepDoubtful(target: Target, { lower, upper }: Bounds): void {
    const { seeds, uncertainties } = this.sweeper;
    const kept: number[] = [];
    for (let row = 0; row < seeds.count; row++) {
      const k = this.element(target.id, row);
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const lost = 2 * (uncertainties[row] ?? NaN);
      const better = this.isLower(row) ? isUndecided(target, k, low + lost, high) : isUndecided(target, k, low, high - lost);
      const small = lost <= (SHARE / 2) * (high - low);
      if (isUndecided(target, k, low, high) && !(small && better)) kept.push(row);
    }
    this.keep(kept);
  }

  private keep(rows: number[]): number[] {
    const { seeds } = this.sweeper;
    rows.forEach((from, to) => {
      for (const list of [seeds.y, seeds.x, seeds.channels, seeds.values]) list[to] = list[from] ?? NaN;
    });
    seeds.count = rows.length;
    return rows;
  }

  private isLower(row: number): boolean {
    return (this.sweeper.seeds.values[row] ?? NaN) > 0;
  }

  /** The element of the target that a seeded row bounds. */
  private element(target: number, row: number): number {
    const { seeds } = this.sweeper;
    const { width, channels } = this.program.node(target).shape;
    return ((seeds.y[row] ?? NaN) * width + (seeds.x[row] ?? NaN)) * channels + (seeds.channels[row] ?? NaN);
  }

  private planOf(id: number): Plan {
    const known = this.plans.get(id);
    if (known !== undefined) return known;
    const sweep = new SweepPlan(this.program, id, false);
    const { height, width } = this.program.node(id).shape;
    const groups = new Map<string, { y: number; x: number }[]>();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const key = sweep.classOf(y, x);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [{ y, x }]);
        else group.push({ y, x });
      }
    }
    const classes = [...groups.values()].map((positions) => {
      const first = required(positions, 0);
      const largestWindow = sweep.largestWindow(first.y, first.x);
      return { positions, largestWindow, rowsPerBlock: Sweeper.blockRows(largestWindow) };
    });
    const plan = { sweep, classes };
    this.plans.set(id, plan);
    return plan;
  }
}

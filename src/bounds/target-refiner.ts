import { required } from '../graph/context.js';
import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { SweepPlan } from './sweep-plan.js';
import { Sweeper } from './sweeper.js';
import { isUndecided, type Target } from './targets.js';

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
  readonly intersect: boolean;
  readonly kernel: Kernel;
  readonly checkpoint?: (() => void) | undefined;
}

interface Plan {
  readonly sweep: SweepPlan;
  readonly classes: readonly PositionClass[];
}

/**
 * Tightens the bounds of a target by linear bounds of its elements: two rows for each element that still matters (its lower
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
    const { intersect } = options;
    this.single = options.kernel !== 'f64';
    const { sweep, classes } = this.planOf(target.id);
    const { width, channels } = this.program.node(target.id).shape;
    const { seeds } = this.sweeper;
    for (const { positions, rowsPerBlock } of classes) {
      seeds.count = 0;
      for (const { y, x } of positions) {
        const first = (y * width + x) * channels;
        for (let c = 0; c < channels; c++) {
          const k = first + c;
          if (intersect && !isUndecided(target, k, bounds.lower[k] ?? NaN, bounds.upper[k] ?? NaN)) continue;
          this.seed(y, x, c);
          if (seeds.count + 2 > rowsPerBlock) this.flush(target, sweep, bounds, options);
        }
      }
      this.flush(target, sweep, bounds, options);
    }
  }

  /** Adds the two rows of an element: itself and its negative. */
  private seed(y: number, x: number, c: number): void {
    const { seeds } = this.sweeper;
    for (const value of [1, -1]) {
      const row = seeds.count++;
      seeds.y[row] = y;
      seeds.x[row] = x;
      seeds.channels[row] = c;
      seeds.values[row] = value;
    }
  }

  private flush(target: Target, sweep: SweepPlan, bounds: Bounds, { intersect, kernel, checkpoint }: RefineOptions): void {
    const { seeds } = this.sweeper;
    if (seeds.count === 0) return;
    checkpoint?.();
    this.write(sweep, bounds, this.sweeper.sweepUnits(sweep, this.single), intersect);
    if (kernel === 'auto' && this.single) {
      const rows = seeds.count;
      this.keepDoubtful(target, bounds);
      // Rows of one target are much alike: the next ones need not be tried in singles.
      this.single = seeds.count <= rows / 2;
      if (seeds.count > 0) this.write(sweep, bounds, this.sweeper.sweepUnits(sweep, false), true);
    }
    seeds.count = 0;
  }

  private write(sweep: SweepPlan, bounds: Bounds, results: Float64Array, intersect: boolean): void {
    const { seeds } = this.sweeper;
    const { lower, upper } = bounds;
    for (let row = 0; row < seeds.count; row += 2) {
      const k = this.element(sweep.target, row);
      const low = results[row] ?? NaN;
      const high = -(results[row + 1] ?? NaN);
      if (!intersect || low > (lower[k] ?? NaN)) lower[k] = low;
      if (!intersect || high < (upper[k] ?? NaN)) upper[k] = high;
    }
  }

  /** Drops the rows of the last sweep that decided their element, or whose rounding is small and decides nothing. */
  private keepDoubtful(target: Target, { lower, upper }: Bounds): void {
    const { seeds, uncertainties } = this.sweeper;
    let kept = 0;
    for (let row = 0; row < seeds.count; row += 2) {
      const k = this.element(target.id, row);
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const [below, above] = [2 * (uncertainties[row] ?? NaN), 2 * (uncertainties[row + 1] ?? NaN)];
      const small = below + above <= SHARE * (high - low);
      const undecided = isUndecided(target, k, low, high);
      if (!undecided || (small && isUndecided(target, k, low + below, high - above))) continue;
      for (const from of [row, row + 1]) {
        for (const list of [seeds.y, seeds.x, seeds.channels, seeds.values]) list[kept] = list[from] ?? NaN;
        kept++;
      }
    }
    seeds.count = kept;
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

import { required } from '../graph/context.js';
import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { SweepPlan } from './sweep-plan.js';
import { Sweeper } from './sweeper.js';
import { isUndecided, type Target } from './targets.js';

/** Positions of a target whose rows may share blocks. */
interface PositionClass {
  readonly positions: readonly { readonly y: number; readonly x: number }[];
  readonly rowsPerBlock: number;
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

  constructor(
    private readonly program: Program,
    private readonly sweeper: Sweeper,
  ) {}

  /** Writes to `bounds`; with `intersect` false, all elements are bounded and the given bounds are replaced. */
  refine(target: Target, bounds: Bounds, intersect: boolean, checkpoint?: () => void): void {
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
          if (seeds.count + 2 > rowsPerBlock) this.flush(sweep, bounds, intersect, checkpoint);
        }
      }
      this.flush(sweep, bounds, intersect, checkpoint);
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

  private flush(sweep: SweepPlan, bounds: Bounds, intersect: boolean, checkpoint?: () => void): void {
    const { seeds } = this.sweeper;
    if (seeds.count === 0) return;
    checkpoint?.();
    const results = this.sweeper.sweepUnits(sweep);
    const { width, channels } = this.program.node(sweep.target).shape;
    const { lower, upper } = bounds;
    for (let row = 0; row < seeds.count; row += 2) {
      const k = ((seeds.y[row] ?? NaN) * width + (seeds.x[row] ?? NaN)) * channels + (seeds.channels[row] ?? NaN);
      const low = results[row] ?? NaN;
      const high = -(results[row + 1] ?? NaN);
      if (!intersect || low > (lower[k] ?? NaN)) lower[k] = low;
      if (!intersect || high < (upper[k] ?? NaN)) upper[k] = high;
    }
    seeds.count = 0;
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
      return { positions, rowsPerBlock: Sweeper.blockRows(sweep.largestWindow(first.y, first.x)) };
    });
    const plan = { sweep, classes };
    this.plans.set(id, plan);
    return plan;
  }
}

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
    for (const { positions, rowsPerBlock } of classes) {
      let pending: { y: number; x: number; c: number }[] = [];
      const flush = () => {
        if (pending.length === 0) return;
        checkpoint?.();
        this.boundElements(sweep, pending, bounds, intersect);
        pending = [];
      };
      for (const { y, x } of positions) {
        for (let c = 0; c < channels; c++) {
          const k = (y * width + x) * channels + c;
          if (intersect && !isUndecided(target, k, bounds.lower[k] ?? NaN, bounds.upper[k] ?? NaN)) continue;
          pending.push({ y, x, c });
          if (2 * pending.length >= rowsPerBlock) flush();
        }
      }
      flush();
    }
  }

  private boundElements(sweep: SweepPlan, elements: readonly { y: number; x: number; c: number }[], bounds: Bounds, intersect: boolean): void {
    const twice = elements.flatMap((element) => [element, element]);
    const lower = this.sweeper.sweepUnits(sweep, {
      positions: twice,
      channels: twice.map(({ c }) => c),
      values: twice.map((_, row) => (row % 2 === 0 ? 1 : -1)),
    });
    const { width, channels } = this.program.node(sweep.target).shape;
    elements.forEach(({ y, x, c }, i) => {
      const k = (y * width + x) * channels + c;
      const low = lower[2 * i] ?? NaN;
      const high = -(lower[2 * i + 1] ?? NaN);
      if (!intersect || low > (bounds.lower[k] ?? NaN)) bounds.lower[k] = low;
      if (!intersect || high < (bounds.upper[k] ?? NaN)) bounds.upper[k] = high;
    });
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

import { required } from '../graph/context.js';
import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { SweepPlan } from './sweep-plan.js';
import { Sweeper } from './sweeper.js';
import { isUndecided, type Target } from './targets.js';

/** Positions of a target whose rows may share blocks. */
interface PositionClass {
  /** The first element of each. */
  readonly elements: Int32Array;
  readonly rowsPerBlock: number;
  /** Most coefficients of a row at any node. */
  readonly largestWindow: number;
  /** Multiply-adds of a row, roughly. */
  readonly rowWork: number;
}

/** How the rows of a target go backwards. */
export interface TargetPlan {
  readonly sweep: SweepPlan;
  readonly classes: readonly PositionClass[];
}

/** Sorts the positions of a target into classes. */
export function planTarget(program: Program, id: number): TargetPlan {
  const sweep = new SweepPlan(program, id, false);
  const { height, width, channels } = program.node(id).shape;
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
    const { y, x } = required(positions, 0);
    const largestWindow = sweep.largestWindow(y, x);
    const elements = Int32Array.from(positions, (position) => (position.y * width + position.x) * channels);
    return { elements, largestWindow, rowsPerBlock: Sweeper.blockRows(largestWindow), rowWork: sweep.multiplyAdds(y, x) };
  });
  return { sweep, classes };
}

/** Whether the rows of a target have so many coefficients for each element before it. */
export function haveCoefficients(
  program: Program,
  plan: TargetPlan,
  target: Target,
  bounds: Bounds,
  intersect: boolean,
  least: number,
): boolean {
  const { channels } = program.node(target.id).shape;
  const { lower, upper } = bounds;
  const enough = least * plan.sweep.order.reduce((sum, id) => sum + program.size(id), 0);
  let work = 0;
  for (const { elements, largestWindow } of plan.classes) {
    let rows = 0;
    for (let i = 0; i < elements.length; i++) {
      const first = elements[i] ?? NaN;
      for (let k = first; k < first + channels; k++) if (!intersect || isUndecided(target, k, lower[k] ?? NaN, upper[k] ?? NaN)) rows++;
    }
    work += rows * largestWindow;
    if (work > enough) return true;
  }
  return false;
}

import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { PositionTree, type PositionClass, type Region } from './position-tree.js';
import { type Patch, SweepPlan } from './sweep-plan.js';
import { isUndecided, type Target } from './targets.js';

/** How the rows of a target go backwards. */
export interface TargetPlan {
  readonly sweep: SweepPlan;
  readonly classes: readonly PositionClass[];
  /** All classes, in order, in regions that may share blocks. */
  readonly regions: readonly Region[];
  /** By number. */
  readonly patches: readonly Patch[];
}

/** Sorts the positions of a target into classes. */
export function planTarget(program: Program, id: number): TargetPlan {
  const sweep = new SweepPlan(program, id, false);
  const { classes, regions, patches } = new PositionTree(sweep, program.node(id).shape);
  return { sweep, classes, regions, patches };
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

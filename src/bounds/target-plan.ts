import type { Program } from '../graph/program.js';
import { BlockCuts } from './block-cuts.js';
import { PositionTree, type PositionClass } from './position-tree.js';
import { type Patch, SweepPlan } from './sweep-plan.js';

/** How the rows of a target go backwards. */
export interface TargetPlan {
  readonly sweep: SweepPlan;
  readonly classes: readonly PositionClass[];
  readonly cuts: BlockCuts;
  /** By number. */
  readonly patches: readonly Patch[];
  /** The first element of each position, class by class. In engine memory. */
  readonly firsts: Int32Array;
  /** What `listOpen` lists of the positions before each, and of all. In engine memory. */
  readonly counts: Int32Array;
}

/** Sorts the positions of a target into classes. */
export function planTarget(program: Program, id: number): TargetPlan {
  const sweep = new SweepPlan(program, id, false);
  const tree = new PositionTree(sweep, program.node(id).shape);
  const { classes, patches, firsts } = tree;
  const positions = program.engine.allocateIndices(firsts.length);
  positions.set(firsts);
  const cuts = new BlockCuts(tree, sweep.order.length);
  return { sweep, classes, cuts, patches, firsts: positions, counts: program.engine.allocateIndices(firsts.length + 1) };
}

/** Whether the rows of the elements that `listOpen` listed, one each, have so many coefficients for each element before the target. */
export function haveCoefficients(program: Program, plan: TargetPlan, least: number): boolean {
  const enough = least * plan.sweep.order.reduce((sum, id) => sum + program.size(id), 0);
  const { classes, counts } = plan;
  const coefficients = classes.reduce(
    (sum, { at, end, largestWindow }) => sum + ((counts[end] ?? NaN) - (counts[at] ?? NaN)) * largestWindow,
    0,
  );
  return coefficients > enough;
}

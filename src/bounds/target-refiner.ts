import { required } from '../graph/context.js';
import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { ARITHMETIC, type Arithmetic, next, noTally, type Tally } from './arithmetic.js';
import { BlockList } from './block-list.js';
import { BlockRefiner, type Pass } from './block-refiner.js';
import { Sample } from './sample.js';
import type { Sweeper } from './sweeper.js';
import { listOpen } from './open-elements.js';
import { haveCoefficients, planTarget, type TargetPlan } from './target-plan.js';
import type { TeamHelp } from './team/help.js';
import type { TeamLead } from './team/lead.js';
import { canBeDecided, type Target } from './targets.js';

/** Arithmetic of intermediate rows: doubles, singles, or singles with doubles for the rows whose rounding matters. */
export type Kernel = 'f64' | 'f32' | 'auto';

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
  /** `auto`: what rounding may take of an interval's width before the rows are propagated again. */
  readonly toleratedLoss: number;
  /** Whether the pass ends where a sample of its blocks has gained next to nothing. */
  readonly tentative: boolean;
  /** The target's value at a point of the region, computed when it is asked for. */
  readonly valuesInMiddle: () => Float64Array;
  readonly checkpoint?: (() => void) | undefined;
}

/** Of a tentative pass: the share of elements that are tried, at least so many, and the share of their widths that they have to gain. */
const SAMPLE = { share: 1 / 32, least: 4 };
const LEAST_GAIN = 2 ** -11;

/**
 * Tightens the bounds of a target by linear bounds of its elements: up to two rows for each element that still matters (its lower
 * bound, and the lower bound of its negative), depth first, block by block.
 */
export class TargetRefiner {
  private readonly plans = new Map<number, TargetPlan>();
  private readonly blocks: BlockRefiner;
  /** The blocks of the pass. */
  readonly list: BlockList;
  /** Other threads take blocks of large passes. */
  lead: TeamLead | null = null;
  /** This thread takes blocks of another one, and has no passes of its own. */
  help: TeamHelp | null = null;
  /** Of the next rows. */
  private arithmetic: Arithmetic = ARITHMETIC.doubles;

  /** `largest`: elements of the largest target. */
  constructor(
    private readonly program: Program,
    sweeper: Sweeper,
    largest: number,
  ) {
    this.blocks = new BlockRefiner(program, sweeper);
    this.list = new BlockList(program.engine, largest);
  }

  /** Whether the rows of a target have at least so many coefficients for each element before it. */
  haveCoefficients(target: Target, bounds: Bounds, intersect: boolean, least: number): boolean {
    const plan = this.planOf(target.id);
    listOpen(this.program.engine, plan, this.program.node(target.id).shape, target, bounds, !intersect, this.list);
    return haveCoefficients(this.program, plan, least);
  }

  /** Multiply-adds of two rows for each element of a target, roughly. */
  potential(target: Target): number {
    const { channels } = this.program.node(target.id).shape;
    return this.planOf(target.id).classes.reduce((sum, { at, end, rowWork }) => sum + 2 * (end - at) * channels * rowWork, 0);
  }

  /** Writes to `bounds`; with `intersect` false, all elements are bounded and the given bounds are replaced. */
  refine(target: Target, bounds: Bounds, options: RefineOptions): void {
    const { intersect, economical } = options;
    this.arithmetic = options.kernel === 'f64' ? ARITHMETIC.doubles : ARITHMETIC.singles;
    const { sweep, patches } = this.planOf(target.id);
    if (!intersect || !economical || !canBeDecided(target)) {
      this.run({ target, sweep, patches, bounds, options, values: null, opposite: false, reviewed: false });
      return;
    }
    const values = options.valuesInMiddle();
    this.run({ target, sweep, patches, bounds, options, values, opposite: false, reviewed: true });
    this.run({ target, sweep, patches, bounds, options, values, opposite: true, reviewed: false });
  }

  /** Blocks of another thread, which write to its bounds. */
  private helpWith(pass: Pass, help: TeamHelp): void {
    const { bounds, blocks } = help.board;
    const theirs = { ...pass, bounds: { ...pass.bounds, ...required(bounds, pass.target.id) } };
    help.helpPass(pass.target.id, (block, arithmetic, tally) => {
      this.blocks.run(theirs, blocks, block, arithmetic, tally);
    });
  }

  /** One pass; in step with that of the leader where this thread helps. */
  private run(pass: Pass): void {
    if (this.help !== null) {
      this.helpWith(pass, this.help);
      return;
    }
    this.lead?.openPass();
    try {
      this.listBlocks(pass);
      this.runRounds(pass);
    } finally {
      this.lead?.closePass();
    }
  }

  /**
   * Blocks go in rounds, and nothing depends on the order in which those of a round end. Where many rows of a round had to be propagated again, the next
   * ones begin with another arithmetic. Rounds double, from a single block, so that little is tried in vain.
   */
  private runRounds(pass: Pass): void {
    const { list } = this;
    const isTentative = pass.options.tentative && list.count > 0;
    if (!isTentative && pass.options.kernel === 'auto' && this.arithmetic !== ARITHMETIC.doubles) list.spread();
    const tried = isTentative ? list.bringSampleForward(SAMPLE.share, SAMPLE.least) : 0;
    const { count } = list;
    const sample = new Sample(pass.bounds, list.elements.slice(0, list.starts[tried]));
    for (let first = 0, size = 1; first < count; size *= 2) {
      const open = pass.options.kernel === 'auto' && this.arithmetic !== ARITHMETIC.doubles;
      const end = Math.min(open ? first + size : count, first < tried ? tried : count);
      const tally = this.round(pass, first, end);
      if (open) this.arithmetic = next(this.arithmetic, tally);
      if (end === tried && sample.gain < LEAST_GAIN) return;
      first = end;
    }
  }

  private round(pass: Pass, first: number, end: number): Tally {
    const { list, lead, arithmetic } = this;
    const tally = noTally();
    const each = (block: number): void => {
      pass.options.checkpoint?.();
      this.blocks.run(pass, list, block, arithmetic, tally);
    };
    if (lead?.isWorth((list.work * (end - first)) / list.count, end - first) === true)
      lead.share({ target: pass.target.id, first, end, arithmetic }, tally, each);
    else for (let block = first; block < end; block++) each(block);
    return tally;
  }

  /** The elements that matter, in blocks. */
  private listBlocks({ target, bounds, options, values }: Pass): void {
    const plan = this.planOf(target.id);
    listOpen(this.program.engine, plan, this.program.node(target.id).shape, target, bounds, !options.intersect, this.list);
    plan.cuts.run(this.list, plan.counts, values === null ? 2 : 1);
  }

  private planOf(id: number): TargetPlan {
    const known = this.plans.get(id);
    if (known !== undefined) return known;
    const plan = planTarget(this.program, id);
    this.plans.set(id, plan);
    return plan;
  }
}

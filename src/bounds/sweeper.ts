import type { Program } from '../graph/program.js';
import { type BlockRoom, RowBlock } from '../graph/row-block.js';
import type { DenseWindow } from '../graph/row-window.js';
import { Boxes } from './boxes.js';
import type { Concretizer } from './concretizer.js';
import { InputTrace, type LinearBound, scatter } from './linear-bound.js';
import { lowerBound, RowAccount } from './row-account.js';
import type { Positions, SweepPlan } from './sweep-plan.js';
import { UnitSeeds } from './unit-seeds.js';

/** Most rows a block may have. */
export const MAX_ROWS = 128;

/** Coefficients of a block should stay in the second-level cache. */
const BLOCK_BYTES = 512 * 1024;

/**
 * Sees sound lower bounds of the seeded rows before they have reached the input, drops the seeds that no longer matter, and returns the
 * numbers of the rows that go on, ascending; null: all of them.
 */
export type Review = (bounds: Float64Array) => readonly number[] | null;

/** Kinds of nodes whose boxes may settle rows. */
const NONLINEAR: ReadonlySet<string> = new Set(['activation', 'max-pool', 'product']);

/** Rows over the whole map of the target start at its corner. */
const CORNER = new Int32Array(MAX_ROWS);

/**
 * Sends blocks of rows backwards through a program and returns lower bounds of rows . value(target) over the loaded region, with
 * every rounding subtracted. Upper bounds are lower bounds of the negated row.
 */
export class Sweeper {
  private readonly bias: Float64Array;
  private readonly error: Float64Array;
  private readonly room: BlockRoom;
  /** To be filled before `sweepUnits`. */
  readonly seeds: UnitSeeds;
  private readonly results = new Float64Array(MAX_ROWS);
  private readonly offsets: (Int32Array | undefined)[] = [];
  private readonly offsetsOf = (slot: number): Int32Array => (this.offsets[slot] ??= this.program.engine.allocateIndices(MAX_ROWS));
  private readonly isNonlinear: readonly boolean[];
  readonly account: RowAccount;
  private readonly boxes: Boxes;
  private readonly partialBias: Float64Array;
  private readonly partialError: Float64Array;
  /** Rows that a block keeps. */
  private readonly kept: Int32Array;
  /** What rounding took from the rows of the last sweep. */
  readonly uncertainties = new Float64Array(MAX_ROWS);

  constructor(
    private readonly program: Program,
    private readonly concretizer: Concretizer,
  ) {
    const { engine } = program;
    this.bias = engine.allocate(MAX_ROWS);
    this.error = engine.allocate(MAX_ROWS);
    this.seeds = new UnitSeeds(engine, MAX_ROWS);
    this.boxes = new Boxes(program);
    this.partialBias = engine.allocate(MAX_ROWS);
    this.partialError = engine.allocate(MAX_ROWS);
    this.kept = engine.allocateIndices(MAX_ROWS);
    this.account = new RowAccount(program);
    this.isNonlinear = program.operators.map(({ node }) => NONLINEAR.has(node.kind));
    const { bias, error, account } = this;
    this.room = {
      engine,
      bias,
      error,
      channels: program.channels,
      zeros: (single) => (single ? program.singleZeros : program.zeros),
      forkUncertainty: (node, single) => account.forkUncertainty(node, single),
    };
  }

  /** Starts a new region: nothing is known about underflow yet. */
  reset(): void {
    this.boxes.reset();
    this.account.reset();
  }

  /** Rows that fit a block whose largest window has that many coefficients: a multiple of 8 or 4 (tiles of kernels), at most MAX_ROWS. */
  static blockRows(largestWindow: number): number {
    const fitting = Math.floor(BLOCK_BYTES / 8 / largestWindow);
    return fitting < 8 ? 4 : Math.min(fitting - (fitting % 8), MAX_ROWS);
  }

  /**
   * Lower bounds of the unit rows in `seeds` (those that `review` leaves), and in `uncertainties` what rounding took from each; the arrays
   * are overwritten by the next sweep. Coefficients are singles from the node `turning` on (the target: from the start; null: never): all operators before it must have prepared them.
   * Rows are reviewed at the boxes of the nonlinear nodes they meet, from the second on: at the first they would give the interval rule's
   * bound again.
   */
  sweepUnits(plan: SweepPlan, turning: number | null, review: Review | null = null): Float64Array {
    const relative = turning === plan.target;
    let block = this.block(plan, this.seeds, relative);
    block.start(plan.target, null, this.seeds);
    let met = 0;
    for (const id of plan.order) {
      if (id === turning && !relative) block = this.inSingles(block, plan, id);
      if (review !== null && id !== plan.target && this.isNonlinear[id] === true && ++met > 1 && block.isAt(id)) {
        const rest = this.reviewed(block, plan, id, relative, review);
        if (rest === null) break;
        block = rest;
      }
      this.step(block, id);
    }
    return this.collect(plan, this.seeds.count, turning !== null, relative);
  }

  /**
   * Lower bounds of dense rows over the whole target map, at most MAX_ROWS, row-major. With `stopAtNonlinear` rows end at the
   * interval of the first activation or pooling they meet (plain interval propagation with the last linear layers merged). `traces`:
   * where the bounds as functions of the input are put.
   */
  sweepRows(plan: SweepPlan, rows: readonly Float64Array[], stopAtNonlinear: boolean, traces: LinearBound[] | null = null): Float64Array {
    const coefficients = this.denseRows(plan, rows);
    const positions = { count: rows.length, y: CORNER, x: CORNER };
    const trace = traces === null ? null : new InputTrace(rows.length, this.program.size(0));
    const bounds = this.sweep(plan, positions, coefficients, stopAtNonlinear, trace).slice(0, rows.length);
    traces?.push(...(trace?.linearBounds(bounds, this.uncertainties) ?? []));
    return bounds;
  }

  /** Vector-Jacobian products of dense rows at the linearized point: coefficients over the input, row-major. */
  jacobian(plan: SweepPlan, rows: readonly Float64Array[]): Float64Array[] {
    const positions = { count: rows.length, y: CORNER, x: CORNER };
    const block = this.block(plan, positions);
    block.start(plan.target, this.denseRows(plan, rows), null);
    for (const id of plan.order) if (id !== 0) this.program.operator(id).backward(block);
    const window = block.receiveDense(0);
    const gradients = rows.map((_, row) => scatter(window, row, new Float64Array(this.program.size(0))));
    block.release(window);
    return gradients;
  }

  private denseRows(plan: SweepPlan, rows: readonly Float64Array[]): Float64Array {
    const size = this.program.size(plan.target);
    const coefficients = this.program.engine.take(rows.length * size);
    rows.forEach((row, i) => {
      coefficients.set(row, i * size);
    });
    return coefficients;
  }

  private sweep(
    plan: SweepPlan,
    positions: Positions,
    coefficients: Float64Array,
    stopAtNonlinear: boolean,
    trace: InputTrace | null,
  ): Float64Array {
    const block = this.block(plan, positions);
    block.start(plan.target, coefficients, null);
    for (const id of plan.order) {
      if (stopAtNonlinear && !block.has(id)) continue;
      if (stopAtNonlinear && this.isNonlinear[id] === true) this.endAtBox(block, id);
      else this.step(block, id, trace);
    }
    return this.collect(plan, positions.count, false, false);
  }

  private step(block: RowBlock, id: number, trace: InputTrace | null = null): void {
    if (id !== 0) {
      this.program.operator(id).backward(block);
      return;
    }
    const window = block.receiveDense(0);
    trace?.take(window, this.bias);
    this.concretize(window);
    block.release(window);
  }

  /** `single`: whether anything was in singles; `relative`: whether all was, which bounds rows relative to the anchors of their elements. */
  private collect(plan: SweepPlan, rows: number, single: boolean, relative: boolean, bias = this.bias, error = this.error): Float64Array {
    const { account, results, uncertainties, seeds } = this;
    const { anchor } = this.program.boundsOf(plan.target);
    for (let row = 0; row < rows; row++) {
      const uncertainty = account.uncertainty(error[row] ?? NaN, single);
      const bound = lowerBound(bias[row] ?? NaN, uncertainty);
      uncertainties[row] = uncertainty;
      results[row] = relative ? lowerBound((anchor[seeds.elements[row] ?? NaN] ?? NaN) * (seeds.values[row] ?? NaN) + bound, 0) : bound;
    }
    return results;
  }

  private concretize({ place, coefficients }: DenseWindow): void {
    const { bias, error } = this;
    if (coefficients instanceof Float32Array && this.concretizer.isBox) {
      this.boxes.apply(0, place, coefficients, this.account.biasGamma, bias, error);
    } else this.concretizer.apply(place, coefficients, bias, error);
  }

  private block(plan: SweepPlan, positions: Positions, single = false): RowBlock {
    const { bias, error } = this;
    // `fill` is slow on shared memory.
    for (let row = 0; row < positions.count; row++) {
      bias[row] = 0;
      error[row] = 0;
    }
    return this.rowBlock(plan, positions, single);
  }

  private rowBlock(plan: SweepPlan, positions: Positions, single: boolean): RowBlock {
    return new RowBlock(this.room, positions.count, single, plan.geometry(positions, this.offsetsOf));
  }

  /** The block with coefficients rounded to singles, which refer to the distance from the anchors of the node that they have reached; what that loses is accounted for. */
  private inSingles(block: RowBlock, plan: SweepPlan, id: number): RowBlock {
    const window = block.receiveDense(id);
    const { coefficients, place } = window;
    if (coefficients instanceof Float32Array || window.hasConstants) throw new Error(`rows at node ${id} cannot be moved to its anchors`);
    this.boxes.moveToAnchors(id, place, coefficients, this.account.biasGamma, this.bias, this.error);
    const singles = this.program.engine.takeSingles(coefficients.length);
    this.program.engine.demote(coefficients, singles);
    block.release(window);
    const rest = this.rowBlock(plan, this.seeds, true);
    rest.start(id, singles, null);
    return rest;
  }

  /** The block without the rows that their bounds at the box of a node have settled; null when none is left. */
  private reviewed(block: RowBlock, plan: SweepPlan, id: number, relative: boolean, review: Review): RowBlock | null {
    const window = block.receiveSummedDense(id);
    const { coefficients, place, isUnsettled } = window;
    for (let row = 0; row < block.rows; row++) {
      this.partialBias[row] = this.bias[row] ?? NaN;
      this.partialError[row] = this.error[row] ?? NaN;
    }
    block.accountForWindow(window, this.partialBias, this.partialError);
    this.boxes.apply(id, place, coefficients, this.account.biasGamma, this.partialBias, this.partialError);
    const kept = review(this.collect(plan, block.rows, block.single, relative, this.partialBias, this.partialError));
    if (kept?.length === 0) {
      block.release(window);
      return null;
    }
    if (kept !== null) this.compact(window, kept);
    const rest = kept === null ? block : this.rowBlock(plan, this.seeds, block.single);
    rest.start(id, coefficients, null, isUnsettled);
    return rest;
  }

  private compact({ coefficients, height, width, channels }: DenseWindow, kept: readonly number[]): void {
    const run = height * width * channels;
    for (let to = 0; to < kept.length; to++) {
      const row = kept[to] ?? NaN;
      this.kept[to] = row;
      this.bias[to] = this.bias[row] ?? NaN;
      this.error[to] = this.error[row] ?? NaN;
    }
    this.program.engine.keepRows(coefficients, run, this.kept, kept.length);
  }

  private endAtBox(block: RowBlock, id: number): void {
    const window = block.receiveDense(id);
    this.boxes.apply(id, window.place, window.coefficients, this.account.biasGamma, this.bias, this.error);
    block.release(window);
  }
}

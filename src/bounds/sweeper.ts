import type { Coefficients } from '../engine/engine.js';
import { SLACK, magnitudeTimes } from '../engine/interval.js';
import { LANE_TERMS, SINGLE_ETA, SINGLE_UNIT, singleGamma, singleUp } from '../engine/precision.js';
import { ETA, gamma, roundDown } from '../engine/rounding.js';
import type { Program } from '../graph/program.js';
import { RowBlock, type RowWindow, type UnitRows } from '../graph/row-block.js';
import { reachOf, totalReach } from '../graph/singles.js';
import type { Concretizer } from './concretizer.js';
import type { Positions, SweepPlan } from './sweep-plan.js';

/** Most rows a block may have. */
export const MAX_ROWS = 64;

/** Coefficients of a block should stay in the second-level cache. */
const BLOCK_BYTES = 512 * 1024;

/** Room for rows that start as `values[row]` times the unit vector of an element of the plan's target, all elements of one class. */
export interface UnitSeeds {
  count: number;
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly channels: Int32Array;
  readonly values: Float64Array;
}

/** Rows over the whole map of the target start at its corner. */
const CORNER = new Int32Array(MAX_ROWS);

/**
 * Sends blocks of rows backwards through a program and returns lower bounds of rows . value(target) over the loaded region, with
 * every rounding subtracted. Upper bounds are lower bounds of the negated row.
 */
export class Sweeper {
  private readonly bias: Float64Array;
  private readonly error: Float64Array;
  /** To be filled before `sweepUnits`. */
  readonly seeds: UnitSeeds;
  private readonly results = new Float64Array(MAX_ROWS);
  private readonly offsets = new Map<number, Int32Array>();
  private readonly forks = new Map<number, { readonly doubles: Float64Array; readonly singles: Float32Array }>();
  private readonly boxUncertainty: Float64Array;
  private readonly terms: number;
  private underflow = 0;
  private singleUnderflow = 0;
  /** What rounding took from the rows of the last sweep. */
  readonly uncertainties = new Float64Array(MAX_ROWS);

  constructor(
    private readonly program: Program,
    private readonly concretizer: Concretizer,
  ) {
    const { engine } = program;
    this.bias = engine.allocate(MAX_ROWS);
    this.error = engine.allocate(MAX_ROWS);
    this.seeds = {
      count: 0,
      y: new Int32Array(MAX_ROWS),
      x: new Int32Array(MAX_ROWS),
      channels: engine.allocateIndices(MAX_ROWS),
      values: engine.allocate(MAX_ROWS),
    };
    this.boxUncertainty = engine.allocate(program.zeros.length);
    // One term an element, and one more for each addition of what several readers of a node deliver.
    this.terms = program.readers.reduce((sum, readers, id) => sum + program.size(id) * Math.max(readers, 1), 64);
    program.readers.forEach((readers, id) => {
      if (readers < 2) return;
      const size = program.size(id);
      this.forks.set(id, { doubles: engine.allocate(size), singles: engine.allocateSingles(size) });
    });
  }

  /** gamma_N of the bias accumulator of any row (rounding.ts; docs/soundness.md). */
  get biasGamma(): number {
    return gamma(this.terms);
  }

  /** Starts a new region: nothing is known about underflow yet. */
  reset(): void {
    this.underflow = this.terms * ETA;
    this.singleUnderflow = 2 * this.terms * SINGLE_ETA;
  }

  /** To be called once per node, in order, when its bounds are final. */
  finishNode(id: number, totalMagnitude: number): void {
    const bounds = this.program.boundsOf(id);
    const fork = this.forks.get(id);
    if (fork !== undefined) magnitudeTimes(bounds.lower, bounds.upper, 2 ** -52, fork.doubles);
    this.underflow += (this.fanOut(id) + 4) * ETA * (totalMagnitude + 1) * 2;
  }

  /** The same for rows in singles, when the anchor is set too; before the first such row passes the node. */
  finishSingles(id: number): void {
    const bounds = this.program.boundsOf(id);
    const fork = this.forks.get(id)?.singles;
    if (fork !== undefined) for (let k = 0; k < fork.length; k++) fork[k] = singleUp(2 * SINGLE_UNIT * reachOf(bounds, k) * SLACK);
    this.singleUnderflow += (this.fanOut(id) + 4) * SINGLE_ETA * (totalReach(bounds) + 1) * 2;
  }

  /** Terms that its readers may sum into one coefficient over a node. */
  private fanOut(id: number): number {
    return this.program.operators.reduce(
      (sum, { node, fanOut: terms }) => sum + terms * node.inputs.filter((input) => input === id).length,
      1,
    );
  }

  /** Rows that fit a block whose largest window has that many coefficients: a multiple of 4 (register tile), at most MAX_ROWS. */
  static blockRows(largestWindow: number): number {
    const fitting = Math.floor(BLOCK_BYTES / 8 / largestWindow / 4) * 4;
    return Math.min(Math.max(fitting, 4), MAX_ROWS);
  }

  /**
   * Lower bounds of the unit rows in `seeds`, and in `uncertainties` what rounding took from each; the arrays are overwritten by the next
   * sweep. With `single`, coefficients are singles: all operators before the target must have prepared them.
   */
  sweepUnits(plan: SweepPlan, single: boolean): Float64Array {
    return this.sweep(plan, this.seeds, null, this.seeds, null, single);
  }

  /**
   * Lower bounds of dense rows over the whole target map, at most MAX_ROWS, row-major. With `stopAtNonlinear` rows end at the
   * interval of the first activation or pooling they meet (plain interval propagation with the last linear layers merged).
   */
  sweepRows(plan: SweepPlan, rows: readonly Float64Array[], stopAtNonlinear: boolean): Float64Array {
    const coefficients = this.denseRows(plan, rows);
    const positions = { count: rows.length, y: CORNER, x: CORNER };
    return this.sweep(plan, positions, coefficients, null, stopAtNonlinear ? (id) => this.isNonlinear(id) : null).slice(0, rows.length);
  }

  /** Vector-Jacobian products of dense rows at the linearized point: coefficients over the input, row-major. */
  jacobian(plan: SweepPlan, rows: readonly Float64Array[]): Float64Array[] {
    const positions = { count: rows.length, y: CORNER, x: CORNER };
    const block = this.block(plan, positions);
    block.start(plan.target, this.denseRows(plan, rows), null);
    for (const id of plan.order) if (id !== 0) this.program.operator(id).backward(block);
    const window = block.receiveDense(0);
    const gradients = rows.map((_, row) => scatter(window, row, this.program.size(0)));
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
    coefficients: Float64Array | null,
    unit: UnitRows | null,
    stops: ((id: number) => boolean) | null,
    single = false,
  ): Float64Array {
    const block = this.block(plan, positions, single);
    block.start(plan.target, coefficients, unit);
    for (const id of plan.order) {
      if (stops !== null && !block.has(id)) continue;
      if (id === 0) {
        const window = block.receiveDense(0);
        this.concretize(window);
        block.release(window);
      } else if (stops?.(id) === true) this.endAtBox(block, id);
      else this.program.operator(id).backward(block);
    }
    for (let row = 0; row < positions.count; row++) this.results[row] = single ? this.singleResult(plan, row) : this.result(row);
    return this.results;
  }

  private concretize({ place, coefficients }: RowWindow & { readonly coefficients: Coefficients }): void {
    if (coefficients instanceof Float64Array) {
      this.concretizer.apply(place, coefficients, false, this.bias, this.error);
      return;
    }
    const { engine } = this.program;
    const widened = engine.take(coefficients.length);
    engine.widen(coefficients, widened);
    this.concretizer.apply(place, widened, true, this.bias, this.error);
    engine.give(widened);
  }

  private block(plan: SweepPlan, positions: Positions, single = false): RowBlock {
    const { program } = this;
    this.bias.fill(0);
    this.error.fill(0);
    return new RowBlock({
      engine: program.engine,
      rows: positions.count,
      single,
      bias: this.bias,
      error: this.error,
      geometry: plan.geometry(positions, (slot) => this.offsetsOf(slot)),
      channels: (node) => program.node(node).shape.channels,
      forkUncertainty: (node) => this.forks.get(node)?.[single ? 'singles' : 'doubles'] ?? (single ? program.singleZeros : program.zeros),
      zeros: single ? program.singleZeros : program.zeros,
    });
  }

  private endAtBox(block: RowBlock, id: number): void {
    const window = block.receiveDense(id);
    const { lower, upper } = this.program.boundsOf(id);
    const uncertainty = this.boxUncertainty.subarray(0, lower.length);
    magnitudeTimes(lower, upper, this.biasGamma, uncertainty);
    this.program.engine.accumulate(window.place, window.coefficients, lower, upper, uncertainty, this.bias, this.error);
    block.release(window);
  }

  private isNonlinear(id: number): boolean {
    const { kind } = this.program.node(id);
    return kind === 'activation' || kind === 'max-pool' || kind === 'product';
  }

  /** The bound of a row: bias minus all uncertainty; -Infinity when anything went non-finite. */
  private result(row: number): number {
    return this.bound(row, ((this.error[row] ?? NaN) * (1 + 2 * this.biasGamma) + this.underflow) * SLACK);
  }

  /** The same of a row in singles, which is bounded relative to the anchor of its element. */
  private singleResult({ target }: SweepPlan, row: number): number {
    const { values, y, x, channels } = this.seeds;
    const { width, channels: count } = this.program.node(target).shape;
    const element = ((y[row] ?? NaN) * width + (x[row] ?? NaN)) * count + (channels[row] ?? NaN);
    const anchor = (this.program.boundsOf(target).anchor[element] ?? NaN) * (values[row] ?? NaN);
    const sums = (this.error[row] ?? NaN) * (1 + 2 * singleGamma(LANE_TERMS)) * (1 + 2 * this.biasGamma);
    const bound = roundDown(anchor + this.bound(row, (sums + this.underflow + this.singleUnderflow) * SLACK));
    return Number.isFinite(bound) ? bound : -Infinity;
  }

  private bound(row: number, uncertainty: number): number {
    this.uncertainties[row] = uncertainty;
    const bound = roundDown(roundDown((this.bias[row] ?? NaN) - uncertainty));
    return Number.isFinite(bound) ? bound : -Infinity;
  }

  private offsetsOf(slot: number): Int32Array {
    const known = this.offsets.get(slot);
    if (known !== undefined) return known;
    const fresh = this.program.engine.allocateIndices(MAX_ROWS);
    this.offsets.set(slot, fresh);
    return fresh;
  }
}

/** The window of one row written into a whole map of zeros. */
function scatter(window: RowWindow & { readonly coefficients: Coefficients }, row: number, size: number): Float64Array {
  const { height, run, stride, offsets } = window.place;
  const map = new Float64Array(size);
  for (let line = 0; line < height; line++) {
    const at = (row * height + line) * run;
    map.set(window.coefficients.subarray(at, at + run), (offsets[row] ?? NaN) + line * stride);
  }
  return map;
}

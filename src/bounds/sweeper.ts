import { SLACK, magnitudeTimes } from '../engine/interval.js';
import { ETA, gamma, roundDown } from '../engine/rounding.js';
import type { Program } from '../graph/program.js';
import { RowBlock, type RowWindow, type UnitRows } from '../graph/row-block.js';
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
  private readonly forks = new Map<number, Float64Array>();
  private readonly boxUncertainty: Float64Array;
  private readonly terms: number;
  private underflow = 0;

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
      if (readers > 1) this.forks.set(id, engine.allocate(program.size(id)));
    });
  }

  /** gamma_N of the bias accumulator of any row (rounding.ts; docs/soundness.md). */
  get biasGamma(): number {
    return gamma(this.terms);
  }

  /** Starts a new region: nothing is known about underflow yet. */
  reset(): void {
    this.underflow = this.terms * ETA;
  }

  /** To be called once per node, in order, when its bounds are final. */
  finishNode(id: number, totalMagnitude: number): void {
    const { lower, upper } = this.program.boundsOf(id);
    const fork = this.forks.get(id);
    if (fork !== undefined) magnitudeTimes(lower, upper, 2 ** -52, fork);
    const fanOut = this.program.operators.reduce((sum, { node, fanOut: terms }) => {
      return sum + terms * node.inputs.filter((input) => input === id).length;
    }, 1);
    this.underflow += (fanOut + 4) * ETA * (totalMagnitude + 1) * 2;
  }

  /** Rows that fit a block whose largest window has that many coefficients: a multiple of 4 (register tile), at most MAX_ROWS. */
  static blockRows(largestWindow: number): number {
    const fitting = Math.floor(BLOCK_BYTES / 8 / largestWindow / 4) * 4;
    return Math.min(Math.max(fitting, 4), MAX_ROWS);
  }

  /** Lower bounds of the unit rows in `seeds`; the array is overwritten by the next sweep. */
  sweepUnits(plan: SweepPlan): Float64Array {
    return this.sweep(plan, this.seeds, null, this.seeds, null);
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
  ): Float64Array {
    const block = this.block(plan, positions);
    block.start(plan.target, coefficients, unit);
    for (const id of plan.order) {
      if (stops !== null && !block.has(id)) continue;
      if (id === 0) {
        const window = block.receiveDense(0);
        this.concretizer.apply(window, this.bias, this.error);
        block.release(window);
      } else if (stops?.(id) === true) this.endAtBox(block, id);
      else this.program.operator(id).backward(block);
    }
    for (let row = 0; row < positions.count; row++) this.results[row] = this.result(row);
    return this.results;
  }

  private block(plan: SweepPlan, positions: Positions): RowBlock {
    const { program } = this;
    this.bias.fill(0);
    this.error.fill(0);
    return new RowBlock({
      engine: program.engine,
      rows: positions.count,
      bias: this.bias,
      error: this.error,
      geometry: plan.geometry(positions, (slot) => this.offsetsOf(slot)),
      channels: (node) => program.node(node).shape.channels,
      forkUncertainty: (node) => this.forks.get(node) ?? program.zeros,
      zeros: program.zeros,
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
    const uncertainty = ((this.error[row] ?? NaN) * (1 + 2 * this.biasGamma) + this.underflow) * SLACK;
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
function scatter(window: RowWindow & { readonly coefficients: Float64Array }, row: number, size: number): Float64Array {
  const { height, run, stride, offsets } = window.place;
  const map = new Float64Array(size);
  for (let line = 0; line < height; line++) {
    const at = (row * height + line) * run;
    map.set(window.coefficients.subarray(at, at + run), (offsets[row] ?? NaN) + line * stride);
  }
  return map;
}

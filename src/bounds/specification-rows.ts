import type { Operator } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import type { BoundRequest } from './bounder.js';
import type { LinearBound } from './linear-bound.js';
import { chooseLines, type LineChoice } from './line-choices.js';
import { minimiserOf } from './minimiser.js';
import { chunks } from './row-chunks.js';
import { SweepPlan } from './sweep-plan.js';
import type { Sweeper } from './sweeper.js';

/** Which rows of a specification are worth a choice of lines for each neuron. */
export interface Effort {
  /** Whether this bound of a row needs to become no better. */
  isEnough(row: number, bound: number): boolean;
  /** Whether a row that takes this value in the region (up to rounding) makes all effort vain. */
  isVain(row: number, value: number): boolean;
  /** Whether (default: never) a row with this bound, and this value in the middle of the region, is too far from enough for lines to matter. */
  isFar?(row: number, bound: number, middle: number): boolean;
}

/** The best bound of each row so far, and, where they are asked for, the functions of the input that these are minima of. */
interface Found {
  readonly best: Float64Array;
  readonly traces: LinearBound[] | null;
}

/** Where nobody says what is enough: one mix for the least row. */
const EVERY_ROW: Effort = { isEnough: () => false, isVain: () => false };

/**
 * Bounds the rows of a specification when all intermediate bounds are final. All lines of all choices are sound for these, each side alone, whatever
 * the other neurons have: so the best bound of each row is kept, over the choices that all neurons share and over mixes made for single rows.
 */
export class SpecificationRows {
  private readonly plan: SweepPlan;
  /** Nodes that the output depends on, in order. */
  readonly relevant: ReadonlySet<number>;

  constructor(
    private readonly program: Program,
    private readonly sweeper: Sweeper,
  ) {
    this.plan = new SweepPlan(program, program.graph.outputNode, true);
    this.relevant = new Set([...this.plan.order].reverse());
  }

  /** Multiply-adds of a row, roughly. */
  get rowWork(): number {
    const { height, width } = this.program.node(this.plan.target).shape;
    return this.plan.multiplyAdds(0, 0, height, width);
  }

  /** Lower bounds of all rows of the request; the lines of the first choice are in place. `middle`: neurons may choose for themselves, too; what the network takes in the middle of the region. */
  lowerBounds(
    request: BoundRequest,
    choices: readonly [LineChoice, ...LineChoice[]],
    middle: (() => Float64Array) | null,
    traces: LinearBound[] | null,
  ): Float64Array {
    const best = this.sweep(request, request.rows, traces);
    const origins = new Array<LineChoice>(best.length).fill(choices[0]);
    for (const choice of choices.slice(1)) {
      this.choose(choice);
      const others: LinearBound[] | null = traces === null ? null : [];
      this.sweep(request, request.rows, others).forEach((bound, row) => {
        if (!(bound > (best[row] ?? NaN))) return;
        best[row] = bound;
        replace(traces, row, others?.[row]);
        origins[row] = choice;
      });
    }
    if (middle !== null && choices.length > 1) this.mix(request, choices, origins, middle, { best, traces });
    return best;
  }

  /** Vector-Jacobian products at the linearized point, or the coefficients over the input under the lines in use: one array per row. */
  jacobian(rows: readonly Float64Array[]): Float64Array[] {
    return chunks(rows).flatMap((chunk) => this.sweeper.jacobian(this.plan, chunk));
  }

  /**
   * For the least of the open rows: the point at which its linear bound is attained, there the tightest lines of each neuron, and with these all open
   * rows again. On to the next row only if this one is enough: a row that stays open leaves the specification unproved anyway.
   */
  private mix(
    request: BoundRequest,
    choices: readonly LineChoice[],
    origins: readonly LineChoice[],
    middle: () => Float64Array,
    { best, traces }: Found,
  ): void {
    const { rows, effort = EVERY_ROW } = request;
    for (let [done, first] = [false, request.method === 'cnn-cert']; !done; first = false) {
      const open = [...rows.keys()].filter((row) => !effort.isEnough(row, best[row] ?? NaN));
      const least = open.reduce((low, row) => ((best[row] ?? NaN) < (best[low] ?? NaN) ? row : low), open[0] ?? -1);
      const row = rows[least];
      const origin = origins[least];
      if (row === undefined || origin === undefined) return;
      if (first && effort.isFar?.(least, best[least] ?? NaN, valueOf(row, middle())) === true) return;
      request.checkpoint?.();
      this.choose(origin);
      const [coefficients = new Float64Array(0)] = this.jacobian([row]);
      const output = this.program.evaluate(minimiserOf(request.region, coefficients));
      if (effort.isVain(least, valueOf(row, output))) return;
      this.mixLines(choices);
      const openRows = open.flatMap((index) => rows[index] ?? []);
      const others: LinearBound[] | null = traces === null ? null : [];
      this.sweep(request, openRows, others).forEach((bound, i) => {
        const index = open[i] ?? -1;
        if (!(bound > (best[index] ?? NaN))) return;
        best[index] = bound;
        replace(traces, index, others?.[i]);
      });
      done = !effort.isEnough(least, best[least] ?? NaN);
    }
  }

  private choose(choice: LineChoice): void {
    chooseLines(this.program, this.relevant, Infinity, { ...choice, biasGamma: this.sweeper.account.biasGamma });
  }

  /** For each neuron the lines that are tightest at the values of the last evaluated point. */
  private mixLines(choices: readonly LineChoice[]): void {
    const { program } = this;
    const settings = choices.map((choice) => ({ ...choice, biasGamma: this.sweeper.account.biasGamma }));
    for (const id of this.relevant) {
      const operator: Operator = program.operator(id);
      const { inputs } = operator.node;
      operator.mix?.(
        inputs.map((input) => program.boundsOf(input)),
        inputs.map((input) => program.valuesOf(input)),
        settings,
      );
    }
  }

  private sweep(request: BoundRequest, rows: readonly Float64Array[], traces: LinearBound[] | null): Float64Array {
    const bounds = chunks(rows).flatMap((chunk) => {
      request.checkpoint?.();
      return [...this.sweeper.sweepRows(this.plan, chunk, request.method === 'interval', traces)];
    });
    return Float64Array.from(bounds);
  }
}

function valueOf(row: Float64Array, output: Float64Array): number {
  return row.reduce((sum, coefficient, k) => (coefficient === 0 ? sum : sum + coefficient * (output[k] ?? NaN)), 0);
}

function replace(traces: LinearBound[] | null, row: number, better: LinearBound | undefined): void {
  if (traces !== null && better !== undefined) traces[row] = better;
}

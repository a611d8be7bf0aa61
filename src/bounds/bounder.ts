import type { Relaxation } from '../activations/activation.js';
import { firstInvalid, totalMagnitude } from '../engine/interval.js';
import { NumericalError } from '../errors.js';
import type { Bounds, BoundSettings } from '../graph/operator.js';
import { required } from '../graph/context.js';
import { ActivationOperator } from '../graph/nodes/activation.js';
import type { Program } from '../graph/program.js';
import { chooseLines, LineChoices } from './line-choices.js';
import { Concretizer } from './concretizer.js';
import type { LinearBound } from './linear-bound.js';
import { ProvedBounds, type Series } from './proved-bounds.js';
import { centreOf, type Region } from './region.js';
import { type Effort, SpecificationRows } from './specification-rows.js';
import { Sweeper } from './sweeper.js';
import { createBoard, type TeamBoard } from './team/board.js';
import type { TeamHelp } from './team/help.js';
import { TeamLead, type Worth } from './team/lead.js';
import { readRequest, requestSize } from './team/request.js';
import { findTargets, type Target } from './targets.js';
import { type Kernel, TargetRefiner, type RefineOptions } from './target-refiner.js';
import { ENOUGH_COEFFICIENTS, MUCH_WORK, TIGHT, TOLERATED_LOSS } from './thresholds.js';

/** `interval`: interval propagation; `crown-interval`: interval bounds inside, linear bounds for the last rows; `cnn-cert`: linear bounds throughout. */
export type Method = 'interval' | 'crown-interval' | 'cnn-cert';

/** What to bound, and how. */
export interface BoundRequest {
  readonly region: Region;
  readonly method: Method;
  readonly relaxation: Relaxation;
  /** Rows over the output node's value, row by row. */
  readonly rows: readonly Float64Array[];
  /** Which rows are worth more than the choices of lines that all neurons share; default: the least of them. */
  readonly effort?: Effort;
  /** Called between blocks; throws to stop the computation. */
  readonly checkpoint?: () => void;
  /** Default true. False (for comparisons only): linear bounds replace interval bounds instead of being intersected with them. */
  readonly intersect?: boolean;
  /** Arithmetic of intermediate rows of `cnn-cert`; the rows of the specification are always in doubles. Default f64. */
  readonly kernel?: Kernel;
  /** Which earlier request, over a region that holds this one, may spare it work. Default: none, and this one spares none. */
  readonly series?: Series | undefined;
}

/** Bounds the rows of a specification over a region, with one program. */
export class Bounder {
  private readonly concretizer: Concretizer;
  private readonly sweeper: Sweeper;
  private readonly refiner: TargetRefiner;
  private readonly relevant: ReadonlySet<number>;
  /** Nodes whose bounds are worth rows of their own, by id. */
  readonly targets: ReadonlyMap<number, Target>;
  private readonly proved: ProvedBounds;
  private readonly specification: SpecificationRows;
  /** Last node that is ready for rows in singles, and last one whose final bounds their account knows. */
  private prepared = -1;
  private settled = -1;
  private readonly choices: LineChoices;
  /** Of the loosest activation so far; not looked at in doubles, which spare no time. */
  private looseness = Infinity;
  /** No value is read twice: intervals, which branches loosen most, hardly ever beat rows. */
  private readonly isChain: boolean;
  /** Nothing uses the bounds of settled elements after it. */
  private readonly lastTarget: number;

  /** `wanted`: nodes every element of which is worth rows of its own, whatever reads it (their bounds are found in the program). */
  constructor(
    readonly program: Program,
    wanted: ReadonlySet<number> = new Set(),
  ) {
    this.concretizer = new Concretizer(program);
    this.sweeper = new Sweeper(program, this.concretizer);
    this.specification = new SpecificationRows(program, this.sweeper);
    this.relevant = this.specification.relevant;
    this.targets = findTargets(program, this.relevant, wanted);
    const largest = [...this.targets.keys()].reduce((most, id) => Math.max(most, program.size(id)), 0);
    this.refiner = new TargetRefiner(program, this.sweeper, largest);
    this.proved = new ProvedBounds(program, this.targets.values());
    this.choices = new LineChoices(program.graph);
    this.isChain = program.readers.every((readers) => readers <= 1);
    this.lastTarget = Math.max(...this.targets.keys());
  }

  /**
   * Lower bounds of the rows over the region, rounded outward; -Infinity where nothing is proved. Throws NumericalError
   * (`NON_FINITE_BOUNDS`) when intermediate bounds overflow, and whatever `checkpoint` throws.
   */
  lowerBounds(request: BoundRequest): Float64Array {
    return this.boundRows(request, null);
  }

  /** For each row, the function of the input that its lower bound over the region is the minimum of. Throws what `lowerBounds` throws. */
  linearBounds(request: BoundRequest): LinearBound[] {
    const traces: LinearBound[] = [];
    this.boundRows(request, traces);
    return traces;
  }

  private boundRows(request: BoundRequest, traces: LinearBound[] | null): Float64Array {
    const { lead } = this.refiner;
    lead?.begin(request);
    try {
      this.boundNodes(request, this.relevant);
      return this.boundSpecification(request, traces);
    } finally {
      lead?.end();
    }
  }

  /** A board on which others can help with large requests from now on. To be asked for once. */
  openBoard(worth?: Worth): TeamBoard {
    const { program, refiner } = this;
    const rows = program.size(program.graph.outputNode);
    const size = requestSize(program.size(0), rows, rows);
    const board = createBoard(program.engine, size, program.bounds, [...this.targets.keys()], refiner.list);
    refiner.lead = new TeamLead(board, worth);
    return board;
  }

  /** Helps with a request of another thread that has the same program. Throws when that is over. */
  follow(help: TeamHelp): void {
    const { program, refiner } = this;
    const request = readRequest(help.board.request, program.size(0), program.size(program.graph.outputNode));
    help.check();
    refiner.help = help;
    try {
      const nodes = [...this.relevant].filter((id) => id <= this.lastTarget);
      this.boundNodes({ ...request, checkpoint: () => { help.check(); } }, nodes); // prettier-ignore
    } finally {
      refiner.help = null;
    }
  }

  /** Multiply-adds of the rows of all targets, roughly: what a bound computation may cost at most. */
  get potential(): number {
    return [...this.targets.values()].reduce((sum, target) => sum + this.refiner.potential(target), 0);
  }

  /** Multiply-adds of a row of a specification, roughly: no less than evaluating the program takes. */
  get rowWork(): number {
    return this.specification.rowWork;
  }

  private boundNodes(request: BoundRequest, nodes: Iterable<number>): void {
    const { biasGamma } = this.sweeper.account;
    const settings = { ...this.choices.first(request.relaxation), biasGamma };
    this.sweeper.reset();
    this.looseness = kernelOf(request) === 'f64' ? Infinity : 0;
    this.prepared = -1;
    this.settled = -1;
    this.proved.start(request.series, request.region);
    this.concretizer.load(request.region, this.sweeper.account.biasGamma);
    for (const id of nodes) {
      request.checkpoint?.();
      this.boundNode(id, request, settings);
    }
  }

  private boundSpecification(request: BoundRequest, traces: LinearBound[] | null): Float64Array {
    const { method, relaxation, intersect } = request;
    const others = method === 'interval' || intersect === false ? [] : this.choices.others(relaxation, this.looseness <= TIGHT.rows);
    const choices = [this.choices.first(relaxation), ...others] as const;
    const middle = (): Float64Array => this.valuesInMiddle(this.program.graph.outputNode, request.region);
    const best = this.specification.lowerBounds(request, choices, relaxation === 'adaptive' ? middle : null, traces);
    this.proved.finish(request.series, request.region);
    return best;
  }

  /** Vector-Jacobian products at a point: one gradient over the input (internal layout) per row over the output. */
  gradients(point: Float64Array, rows: readonly Float64Array[]): Float64Array[] {
    this.program.evaluate(point);
    return this.gradientsAtValue(rows);
  }

  /** The same at the point that the program evaluated last. */
  gradientsAtValue(rows: readonly Float64Array[]): Float64Array[] {
    this.program.linearize();
    return this.specification.jacobian(rows);
  }

  private boundNode(id: number, request: BoundRequest, settings: BoundSettings): void {
    const { program } = this;
    const operator = program.operator(id);
    const bounds = program.boundsOf(id);
    if (id !== 0)
      operator.bound(
        operator.node.inputs.map((input) => program.boundsOf(input)),
        bounds,
        settings,
      );
    // Without it, bounds of rows in doubles are NaN.
    program.prepareDoubles(id, settings.biasGamma);
    let sum = this.finiteSum(id, bounds);
    if (operator instanceof ActivationOperator && this.choices.hasArea && kernelOf(request) !== 'f64')
      this.looseness = Math.max(this.looseness, operator.looseness(program.boundsOf(required(operator.node.inputs, 0)), bounds));
    const target = this.targets.get(id);
    if (target !== undefined && this.refines(target, request)) {
      if (request.intersect !== false) this.proved.settle(target, bounds);
      // What earlier requests settled only the leader knows.
      this.refiner.lead?.keepStart(id, bounds);
      this.refiner.help?.copyStart(id, bounds);
      const kernel = this.kernelFor(target, bounds, request);
      this.refine(target, bounds, request, settings, kernel);
      this.refiner.help?.copyBounds(id, bounds);
      sum = this.finiteSum(id, bounds);
    }
    this.sweeper.account.finishNode(id, totalMagnitude(sum, bounds.lower.length));
    // Lines hold what the account takes for sums at forks.
    if ((program.readers[id] ?? 0) > 1) program.prepareDoubles(id, settings.biasGamma);
  }

  /** In doubles all bounds that anything uses are as tight as they can be; other kernels leave, in chains, where it saves much, the side of settled elements that only intervals use. */
  private refineOptions(target: Target, request: BoundRequest, kernel: Kernel): RefineOptions {
    const { intersect = true, checkpoint } = request;
    const { id } = target;
    const isMuch = this.isChain && kernelOf(request) !== 'f64' && this.refiner.potential(target) >= MUCH_WORK;
    const economical = id === this.lastTarget || isMuch;
    const toleratedLoss = id === this.lastTarget ? TOLERATED_LOSS.last : TOLERATED_LOSS.others;
    return {
      intersect,
      kernel,
      checkpoint,
      economical,
      toleratedLoss,
      tentative: false,
      valuesInMiddle: () => this.valuesInMiddle(id, request.region),
    };
  }

  /**
   * Bounds of a target. Where no choice of lines is best for it, those of two are intersected, and the first one is left in use. In doubles both are tried for all elements; elsewhere
   * the second one, which is hardly ever beaten where it is tried at all (measured), begins, and the first one goes on where it gains anything.
   */
  private refine(target: Target, bounds: Bounds, request: BoundRequest, settings: BoundSettings, kernel: Kernel): void {
    const { relaxation, intersect } = request;
    const options = this.refineOptions(target, request, kernel);
    const second = target.linear || intersect === false ? null : this.choices.second(relaxation, this.looseness <= TIGHT.values);
    const thorough = second === null || kernelOf(request) === 'f64';
    if (thorough) this.refiner.refine(target, bounds, options);
    if (second === null) return;
    chooseLines(this.program, this.relevant, target.id, { ...second, biasGamma: settings.biasGamma }, kernel !== 'f64');
    this.refiner.refine(target, bounds, options);
    chooseLines(this.program, this.relevant, target.id, settings);
    if (!thorough) this.refiner.refine(target, bounds, { ...options, tentative: true });
  }

  /** The kernel for the rows of a target; in singles, everything before it is made ready for them. */
  private kernelFor(target: Target, bounds: Bounds, { method, kernel = 'f64', intersect = true }: BoundRequest): Kernel {
    if (method !== 'cnn-cert' || kernel === 'f64') return 'f64';
    const least = target.id === this.lastTarget ? ENOUGH_COEFFICIENTS.last : ENOUGH_COEFFICIENTS.others;
    if (kernel === 'auto' && !this.refiner.haveCoefficients(target, bounds, intersect, least)) return 'f64';
    for (const id of this.relevant) {
      if (id > target.id) break;
      if (id > this.prepared) this.prepareSingles(id);
      // The bounds of the target are not final.
      if (id > this.settled && id < target.id) this.sweeper.account.finishSingles(id);
    }
    this.prepared = target.id;
    this.settled = target.id - 1;
    return kernel;
  }

  /** Anchor of a node, and constants for rows in singles that pass it. */
  private prepareSingles(id: number): void {
    const { program } = this;
    if (id === 0) return;
    const { lower, upper, anchor } = program.boundsOf(id);
    program.engine.middles(lower, upper, anchor);
    program.prepareSingles(id, this.sweeper.account.biasGamma);
  }

  /** Values of a node in the middle of the region, on which depends which side of an element is tried first, and whether a row is too far from enough; of use until the next evaluation. */
  private valuesInMiddle(id: number, region: Region): Float64Array {
    this.program.evaluate(centreOf(region));
    return this.program.valuesOf(id);
  }

  private refines(target: Target, { method, region }: BoundRequest): boolean {
    if (target.linear) return region.boxBinds || !(region.ball === null ? target.exactOnBox : target.exactOnBall);
    return method === 'cnn-cert';
  }

  /** The sum of the magnitudes of a node's bounds, which must be finite intervals. */
  private finiteSum(id: number, bounds: Bounds): number {
    const sum = this.program.engine.sumOfMagnitudes(bounds.lower, bounds.upper);
    const at = sum < Infinity ? -1 : firstInvalid(bounds.lower, bounds.upper);
    if (at < 0) return sum;
    const node = this.program.node(id);
    const name = node.origin.at(-1)?.name ?? node.kind;
    throw new NumericalError(
      'NON_FINITE_BOUNDS',
      `bounds of node '${name}' element ${at} are [${bounds.lower[at]}, ${bounds.upper[at]}]: not a finite interval`,
      { hint: 'the weights or the region are too large for double precision; nothing can be certified here' },
    );
  }
}

function kernelOf({ kernel = 'f64' }: BoundRequest): Kernel {
  return kernel;
}

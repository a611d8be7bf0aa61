import type { Coefficients, Engine, Placement } from '../engine/engine.js';
import { type Arrival, type DenseWindow, RowWindow, type SweepGeometry, type UnitRows } from './row-window.js';

/** What arrived, and how many contributions it is the sum of. */
interface Sum extends Arrival {
  count: number;
}

function arrival(coefficients: Coefficients | null, unit: UnitRows | null, hasConstants = false): Sum {
  return { coefficients, unit, hasConstants, isUnsettled: false, count: 1 };
}

/**
 * A block of rows on its way backwards through the graph. Operators `receive` the coefficients over their output and `deliver`
 * those over their inputs; contributions of several consumers are summed here, with the rounding of the sums accounted for.
 */
export class RowBlock {
  readonly engine: Engine;
  readonly rows: number;
  /** Whether coefficients are singles; they then refer to distances from the anchors. */
  readonly single: boolean;
  readonly bias: Float64Array;
  readonly error: Float64Array;
  readonly geometry: SweepGeometry;
  private readonly channels: (node: number) => number;
  /** u * max |h| (singles: of the distance from the anchor) of a node with several consumers, per element. */
  readonly forkUncertainty: (node: number) => Coefficients;
  private readonly zeros: Coefficients;
  /** Per node, while something waits there. */
  private readonly arrivals: (Sum | undefined)[];
  private waiting = 0;

  constructor(options: {
    engine: Engine;
    rows: number;
    single: boolean;
    bias: Float64Array;
    error: Float64Array;
    geometry: SweepGeometry;
    /** How many nodes there are. */
    nodes: number;
    channels: (node: number) => number;
    forkUncertainty: (node: number) => Coefficients;
    zeros: Coefficients;
  }) {
    this.engine = options.engine;
    this.rows = options.rows;
    this.single = options.single;
    this.bias = options.bias;
    this.error = options.error;
    this.geometry = options.geometry;
    this.channels = options.channels;
    this.forkUncertainty = options.forkUncertainty;
    this.zeros = options.zeros;
    this.arrivals = new Array<Sum | undefined>(options.nodes);
  }

  /** Scratch of the engine for coefficients, not zeroed. */
  take(length: number): Coefficients {
    return this.single ? this.engine.takeSingles(length) : this.engine.take(length);
  }

  /** Starts the sweep at a node; `isUnsettled`: with sums of which the last rounding is not accounted for. */
  start(node: number, coefficients: Coefficients | null, unit: UnitRows | null, isUnsettled = false): void {
    this.put(node, { ...arrival(coefficients, unit), isUnsettled });
  }

  /** Whether anything has arrived at a node. */
  has(node: number): boolean {
    return this.arrivals[node] !== undefined;
  }

  /** Whether everything that is under way has arrived at this node. */
  isAt(node: number): boolean {
    return this.waiting === 1 && this.has(node);
  }

  /** Takes the summed coefficients over a node's value; the caller owns them. */
  receive(node: number): RowWindow {
    const window = this.receiveSummed(node);
    this.settle(window);
    return window;
  }

  /** The same for one that settles the window: it adds `forkUncertainty` times the magnitudes of the coefficients to the errors. */
  receiveSummed(node: number): RowWindow {
    const found = this.arrivals[node];
    if (found === undefined) throw new Error(`no coefficients arrived at node ${node}`);
    this.arrivals[node] = undefined;
    this.waiting--;
    return new RowWindow(this.geometry, node, this.channels(node), found);
  }

  /** Takes coefficients with unit rows written out. */
  receiveDense(node: number): DenseWindow {
    const window = this.receiveSummedDense(node);
    this.settle(window);
    return window;
  }

  /** The same for one that settles the window. */
  receiveSummedDense(node: number): DenseWindow {
    const window = this.receiveSummed(node);
    return window.with(window.coefficients ?? this.densify(window.unit, window.channels));
  }

  /** Gives coefficients that are no longer needed back to the engine. */
  release(window: RowWindow): void {
    if (window.coefficients !== null) this.engine.give(window.coefficients);
  }

  /**
   * Hands over a contribution from `node` to its input number `edge` (node id `input`), with the size of that edge's window. `hasConstants`: the
   * constants of the input, which nothing else reads, are added already.
   */
  deliver(
    node: number,
    edge: number,
    input: number,
    coefficients: Coefficients | null,
    unit: UnitRows | null = null,
    hasConstants = false,
  ): void {
    const consumers = this.geometry.consumers(input);
    if (consumers === 1) {
      this.put(input, arrival(coefficients, unit, hasConstants));
      return;
    }
    if (hasConstants) throw new Error(`constants of node ${input} were added by one of its readers`);
    const channels = this.channels(input);
    const dense = coefficients ?? this.densify(unit, channels);
    const { height, width } = this.geometry.edge(node, edge);
    const hull = this.geometry.window(input);
    const at = this.geometry.hullOffset(node, edge);
    const found = this.arrivals[input];
    const covers = height === hull.height && width === hull.width;
    if (found === undefined && covers) {
      this.put(input, arrival(dense, null));
      return;
    }
    let sum = found?.coefficients ?? null;
    if (sum === null) {
      sum = this.take(this.rows * hull.height * hull.width * channels);
      this.engine.clear(sum);
      this.put(input, arrival(sum, null));
    }
    const from = { height, width, channels, y: 0, x: 0, c: 0 };
    const to = { height: hull.height, width: hull.width, channels, y: at.y, x: at.x, c: 0 };
    this.engine.addBox(this.rows, height, width, channels, dense, from, sum, to, true);
    this.engine.give(dense);
    if (found === undefined) return;
    found.count++;
    // The last sum is what will be received.
    if (found.count === consumers) found.isUnsettled = true;
    else this.accountForSums(input, this.geometry.place(input), sum);
  }

  /** Accounts for the last rounding of sums, if that is open. */
  settle(window: RowWindow): void {
    this.accountForWindow(window, this.bias, this.error);
    window.isUnsettled = false;
  }

  /** The same in other sums than those of the block; the window stays unsettled. */
  accountForWindow({ isUnsettled, node, coefficients, place }: RowWindow, bias: Float64Array, error: Float64Array): void {
    if (!isUnsettled || coefficients === null) return;
    this.engine.accumulate(place, coefficients, this.zeros, this.zeros, this.forkUncertainty(node), bias, error);
  }

  private put(node: number, sum: Sum): void {
    if (!this.has(node)) this.waiting++;
    this.arrivals[node] = sum;
  }

  private accountForSums(node: number, place: Placement, sum: Coefficients): void {
    this.engine.accumulate(place, sum, this.zeros, this.zeros, this.forkUncertainty(node), this.bias, this.error);
  }

  private densify(unit: UnitRows | null, channels: number): Coefficients {
    if (unit === null) throw new Error('a row window holds neither coefficients nor unit rows');
    const dense = this.take(this.rows * channels);
    this.engine.clear(dense);
    for (let row = 0; row < this.rows; row++) dense[row * channels + (unit.channels[row] ?? 0)] = unit.values[row] ?? 0;
    return dense;
  }
}

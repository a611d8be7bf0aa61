import type { Coefficients, Engine, Placement } from '../engine/engine.js';
import type { EdgeGeometry } from './operator.js';

/** Rows that are still a multiple of one unit vector in a 1 x 1 window: no dense coefficients exist yet. */
export interface UnitRows {
  /** In engine memory. */
  readonly channels: Int32Array;
  /** Doubles; singles of that value in a block of singles. */
  readonly values: Float64Array;
}

/** Coefficients of a block over the value of one node: windows of equal size, each row at its own place. */
export interface RowWindow {
  readonly node: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[row][y][x][c]`, from the engine's scratch; null while `unit` is set. */
  readonly coefficients: Coefficients | null;
  readonly unit: UnitRows | null;
  readonly place: Placement;
  /** The operator that delivered them has added the constants of the node's operator. */
  readonly hasConstants: boolean;
}

/** A window whose coefficients may be sums of which the last rounding is not accounted for yet. */
export interface SummedWindow extends RowWindow {
  readonly isUnsettled: boolean;
}

/** Windows and alignments of a backward sweep over a set of nodes, the same for every row of a block. */
export interface SweepGeometry {
  /** Window of a node, per node id. */
  window(node: number): { readonly height: number; readonly width: number };
  edge(node: number, input: number): EdgeGeometry;
  /** Where the contribution of an edge lies inside the window of the input. */
  hullOffset(node: number, input: number): { readonly y: number; readonly x: number };
  /** How many edges deliver to a node in this sweep. */
  consumers(node: number): number;
  place(node: number): Placement;
}

interface Arrival {
  coefficients: Coefficients | null;
  unit: UnitRows | null;
  hasConstants: boolean;
  /** Contributions so far. */
  count: number;
  isUnsettled: boolean;
}

function arrivalOf(coefficients: Coefficients | null, unit: UnitRows | null, hasConstants = false): Arrival {
  return { coefficients, unit, hasConstants, count: 1, isUnsettled: false };
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
  private readonly arrivals = new Map<number, Arrival>();

  constructor(options: {
    engine: Engine;
    rows: number;
    single: boolean;
    bias: Float64Array;
    error: Float64Array;
    geometry: SweepGeometry;
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
  }

  /** Scratch of the engine for coefficients, not zeroed. */
  take(length: number): Coefficients {
    return this.single ? this.engine.takeSingles(length) : this.engine.take(length);
  }

  /** Starts the sweep at a node. */
  start(node: number, coefficients: Coefficients | null, unit: UnitRows | null): void {
    this.arrivals.set(node, arrivalOf(coefficients, unit));
  }

  /** Whether anything has arrived at a node. */
  has(node: number): boolean {
    return this.arrivals.has(node);
  }

  /** Whether everything that is under way has arrived at this node. */
  isAt(node: number): boolean {
    return this.arrivals.size === 1 && this.arrivals.has(node);
  }

  /** Takes the summed coefficients over a node's value; the caller owns them. */
  receive(node: number): RowWindow {
    const window = this.receiveSummed(node);
    this.settle(window);
    return window;
  }

  /** The same for one that settles the window: it adds `forkUncertainty` times the magnitudes of the coefficients to the errors. */
  receiveSummed(node: number): SummedWindow {
    const arrival = this.arrivals.get(node);
    if (arrival === undefined) throw new Error(`no coefficients arrived at node ${node}`);
    this.arrivals.delete(node);
    const { height, width } = this.geometry.window(node);
    const { coefficients, unit, hasConstants, isUnsettled } = arrival;
    const place = this.geometry.place(node);
    return { node, height, width, channels: this.channels(node), coefficients, unit, place, hasConstants, isUnsettled };
  }

  /** The same, with unit rows written out. */
  receiveDense(node: number): RowWindow & { readonly coefficients: Coefficients } {
    const window = this.receive(node);
    return { ...window, coefficients: window.coefficients ?? this.densify(window.unit, window.channels), unit: null };
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
      this.arrivals.set(input, arrivalOf(coefficients, unit, hasConstants));
      return;
    }
    if (hasConstants) throw new Error(`constants of node ${input} were added by one of its readers`);
    const channels = this.channels(input);
    const dense = coefficients ?? this.densify(unit, channels);
    const { height, width } = this.geometry.edge(node, edge);
    const hull = this.geometry.window(input);
    const at = this.geometry.hullOffset(node, edge);
    const arrival = this.arrivals.get(input);
    const covers = height === hull.height && width === hull.width;
    if (arrival === undefined && covers) {
      this.arrivals.set(input, arrivalOf(dense, null));
      return;
    }
    let sum = arrival?.coefficients ?? null;
    if (sum === null) {
      sum = this.take(this.rows * hull.height * hull.width * channels);
      this.engine.clear(sum);
      this.arrivals.set(input, arrivalOf(sum, null));
    }
    const from = { height, width, channels, y: 0, x: 0, c: 0 };
    const to = { height: hull.height, width: hull.width, channels, y: at.y, x: at.x, c: 0 };
    this.engine.addBox(this.rows, height, width, channels, dense, from, sum, to, true);
    this.engine.give(dense);
    if (arrival === undefined) return;
    arrival.count++;
    // The last sum is what will be received.
    if (arrival.count === consumers) arrival.isUnsettled = true;
    else this.accountForSums(input, this.geometry.place(input), sum);
  }

  /** Accounts for the last rounding of sums, if that is open. */
  settle({ isUnsettled, node, place, coefficients }: SummedWindow): void {
    if (isUnsettled && coefficients !== null) this.accountForSums(node, place, coefficients);
  }

  private accountForSums(node: number, place: Placement, sum: Coefficients): void {
    this.engine.accumulate(place, sum, this.zeros, this.zeros, this.forkUncertainty(node), this.bias, this.error);
  }

  /** Gives back whatever is still under way (after an error or an early stop). */
  abandon(): void {
    for (const { coefficients } of this.arrivals.values()) if (coefficients !== null) this.engine.give(coefficients);
    this.arrivals.clear();
  }

  private densify(unit: UnitRows | null, channels: number): Coefficients {
    if (unit === null) throw new Error('a row window holds neither coefficients nor unit rows');
    const dense = this.take(this.rows * channels);
    this.engine.clear(dense);
    for (let row = 0; row < this.rows; row++) dense[row * channels + (unit.channels[row] ?? 0)] = unit.values[row] ?? 0;
    return dense;
  }
}

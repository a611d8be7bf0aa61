import type { Coefficients, Engine, Placement } from '../engine/engine.js';
import { type DenseWindow, type Part, RowWindow, type SweepGeometry, type UnitRows } from './row-window.js';

/** What blocks of rows of one program have in common. */
export interface BlockRoom {
  readonly engine: Engine;
  /** Sums of the rows of the block that is under way. */
  readonly bias: Float64Array;
  readonly error: Float64Array;
  /** Channels of each node. */
  readonly channels: readonly number[];
  /** As many zeros as the largest node has elements, in that precision. */
  zeros(single: boolean): Coefficients;
  /** u * max |h| (singles: of the distance from the anchor) of a node with several consumers, per element. */
  forkUncertainty(node: number, single: boolean): Coefficients;
}

/**
 * A block of rows on its way backwards through the graph. Operators `receive` the coefficients over their output and `deliver`
 * those over their inputs; contributions of several consumers are summed here, with the rounding of the sums accounted for.
 */
export class RowBlock {
  readonly engine: Engine;
  readonly bias: Float64Array;
  readonly error: Float64Array;
  /** Per node, while something waits there. */
  private readonly arrivals: (RowWindow | undefined)[];
  private waiting = 0;

  /** `single`: whether coefficients are singles; they then refer to distances from the anchors. */
  constructor(
    private readonly room: BlockRoom,
    readonly rows: number,
    readonly single: boolean,
    readonly geometry: SweepGeometry,
  ) {
    this.engine = room.engine;
    this.bias = room.bias;
    this.error = room.error;
    this.arrivals = new Array<RowWindow | undefined>(room.channels.length);
  }

  /** Scratch of the engine for coefficients, not zeroed. */
  take(length: number): Coefficients {
    return this.single ? this.engine.takeSingles(length) : this.engine.take(length);
  }

  /** Starts the sweep at a node; `isUnsettled`: with sums of which the last rounding is not accounted for. */
  start(node: number, coefficients: Coefficients | null, unit: UnitRows | null, isUnsettled = false): void {
    this.put(node, coefficients, unit, false).isUnsettled = isUnsettled;
  }

  /** What `BlockRoom` says, in the block's precision. */
  forkUncertainty(node: number): Coefficients {
    return this.room.forkUncertainty(node, this.single);
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
    const window = found.part === null ? found : this.filled(found);
    this.arrivals[node] = undefined;
    this.waiting--;
    return window;
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
    return window.with(window.coefficients ?? this.densify(window.unit, window.height * window.width * window.channels));
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
      this.put(input, coefficients, unit, hasConstants);
      return;
    }
    if (hasConstants) throw new Error(`constants of node ${input} were added by one of its readers`);
    const part = this.partOf(node, edge, input, coefficients, unit);
    const hull = this.geometry.window(input);
    const covers = part.height === hull.height && part.width === hull.width;
    const found = this.arrivals[input];
    if (found === undefined) {
      if (covers) this.put(input, part.coefficients, null, false);
      else this.put(input, null, null, false).part = part;
      return;
    }
    const sum = covers && found.part !== null ? this.sumWith(found, part.coefficients, found.part) : this.sumWith(found, null, part);
    sum.count++;
    // The last sum is what will be received.
    if (sum.count === consumers) sum.isUnsettled = true;
    else this.accountForSums(input, sum.place, sum.coefficients);
  }

  private partOf(node: number, edge: number, input: number, coefficients: Coefficients | null, unit: UnitRows | null): Part {
    const { inHeight: height, inWidth: width } = this.geometry.step(node, edge);
    const { y, x } = this.geometry.hullOffset(node, edge);
    return { coefficients: coefficients ?? this.densify(unit, height * width * this.channelsOf(input)), height, width, y, x };
  }

  /** What has arrived and `part`, added up: in `whole`, which fills the window and takes the place of what has arrived, or, null, in the latter. */
  private sumWith(found: RowWindow, whole: Coefficients | null, part: Part): DenseWindow {
    const sum = whole === null ? this.filled(found) : (this.put(found.node, whole, null, false) as DenseWindow);
    const { height, width, channels, coefficients } = sum;
    const from = { height: part.height, width: part.width, channels, y: 0, x: 0, c: 0 };
    const to = { height, width, channels, y: part.y, x: part.x, c: 0 };
    this.engine.addBox(this.rows, part.height, part.width, channels, part.coefficients, from, coefficients, to, true);
    this.engine.give(part.coefficients);
    return sum;
  }

  /** A window with the zeros around what has arrived written out. */
  private filled(found: RowWindow): DenseWindow {
    if (found.part === null) return found as DenseWindow;
    const zeros = this.take(this.rows * found.height * found.width * found.channels);
    this.engine.clear(zeros);
    return this.sumWith(found, zeros, found.part);
  }

  /** Accounts for the last rounding of sums, if that is open. */
  settle(window: RowWindow): void {
    if (!window.isUnsettled) return;
    this.accountForWindow(window, this.bias, this.error);
    window.isUnsettled = false;
  }

  /** The same in other sums than those of the block; the window stays unsettled. */
  accountForWindow(window: RowWindow, bias: Float64Array, error: Float64Array): void {
    if (!window.isUnsettled || window.coefficients === null) return;
    this.accountForSums(window.node, window.place, window.coefficients, bias, error);
  }

  private put(node: number, coefficients: Coefficients | null, unit: UnitRows | null, hasConstants: boolean): RowWindow {
    if (!this.has(node)) this.waiting++;
    const window = new RowWindow(this.geometry, node, this.channelsOf(node), coefficients, unit, hasConstants);
    this.arrivals[node] = window;
    return window;
  }

  private channelsOf(node: number): number {
    return this.room.channels[node] ?? NaN;
  }

  private accountForSums(node: number, place: Placement, sum: Coefficients, bias = this.bias, error = this.error): void {
    const zeros = this.room.zeros(this.single);
    this.engine.accumulate(place, sum, zeros, zeros, this.forkUncertainty(node), bias, error);
  }

  /** `size`: coefficients of a row. */
  private densify(unit: UnitRows | null, size: number): Coefficients {
    if (unit === null) throw new Error('a row window holds neither coefficients nor unit rows');
    const dense = this.take(this.rows * size);
    this.engine.clear(dense);
    for (let row = 0; row < this.rows; row++) dense[row * size + (unit.within[row] ?? NaN)] = unit.values[row] ?? NaN;
    return dense;
  }
}

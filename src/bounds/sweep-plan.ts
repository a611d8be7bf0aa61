import type { ConvStep, Placement } from '../engine/engine.js';
import { required } from '../graph/context.js';
import type { Program } from '../graph/program.js';
import type { SweepGeometry } from '../graph/row-window.js';
import { AxisWalk, type AxisWindows } from './axis-windows.js';

/** Windows, steps and hull offsets of one class of positions, per node (and input). */
interface ClassGeometry {
  readonly windows: readonly { readonly height: number; readonly width: number }[];
  readonly steps: readonly (readonly ConvStep[])[];
  readonly hulls: readonly (readonly { readonly y: number; readonly x: number }[])[];
}

/** Elements of a node's map before the windows of rows, by where in the target they start: of the first line, and in that line. */
interface Origins {
  readonly tops: Int32Array;
  readonly lefts: Int32Array;
}

/**
 * Windows that rows of several positions share: those that hold the windows of all positions of a rectangle. Where `height` or `width` is 1, rows keep their own place on
 * that axis, on which all have positions of the class of `y` or `x`.
 */
export interface Patch {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

/** Where rows start in the map of the target: the first `count` entries of both lists. */
export interface Positions {
  readonly count: number;
  readonly y: ArrayLike<number>;
  readonly x: ArrayLike<number>;
  /** What rows share; absent or null: each starts at a position of its own, all of one class. */
  readonly patch?: Patch | null;
}

/**
 * How a backward sweep from one target node walks the graph: which nodes, in which order, and how the window of a row grows from
 * its position in the target to the input. Windows are boxes, so the two axes are independent.
 */
export class SweepPlan {
  /** Nodes the sweep visits, target first, each after all its readers. */
  readonly order: readonly number[];
  /** Edges inside the sweep that deliver to a node. */
  readonly consumers: readonly number[];
  /** By the keys of both axes. */
  private readonly geometries: (ClassGeometry | undefined)[][] = [];
  private readonly origins: (Origins | undefined)[] = [];
  private readonly turning = new Map<number, number>();
  private readonly walkY: AxisWalk;
  private readonly walkX: AxisWalk;
  /** Of single positions, or of all at once. */
  private readonly vertical: readonly AxisWindows[];
  private readonly horizontal: readonly AxisWindows[];

  /** With `whole`, rows start as windows over the whole target map instead of single positions. */
  constructor(
    private readonly program: Program,
    readonly target: number,
    whole: boolean,
  ) {
    this.order = ancestors(program, target);
    const consumers = new Array<number>(program.operators.length).fill(0);
    for (const id of this.order) for (const input of program.node(id).inputs) consumers[input] = (consumers[input] ?? 0) + 1;
    this.consumers = consumers;
    this.walkY = new AxisWalk(program, target, this.order, 'y');
    this.walkX = new AxisWalk(program, target, this.order, 'x');
    this.vertical = windowsOf(this.walkY, whole);
    this.horizontal = windowsOf(this.walkX, whole);
  }

  /** Class of a line and of a column: rows of positions with the same classes may share a block. */
  classOf(y: number, x: number): { readonly line: number; readonly column: number } {
    return { line: required(this.vertical, y).key, column: required(this.horizontal, x).key };
  }

  /** Geometry of a block whose rows start at the given positions, all of one class; offsets live in `allocate`d memory. */
  geometry(positions: Positions, allocate: (slot: number) => Int32Array): SweepGeometry {
    const { y, x, patch = null } = positions;
    const shared =
      patch === null
        ? this.classGeometry(required(this.vertical, y[0] ?? 0), required(this.horizontal, x[0] ?? 0))
        : this.classGeometry(this.walkY.from(patch.y, patch.height), this.walkX.from(patch.x, patch.width));
    return new BlockGeometry(this, shared, positions, allocate);
  }

  /** Where the windows of a block lie in the map of a node; written to `offsets`. */
  place(node: number, { count, y, x, patch = null }: Positions, window: { height: number; width: number }, offsets: Int32Array): Placement {
    const { width, channels } = this.program.node(node).shape;
    const { tops, lefts } = (this.origins[node] ??= this.originsOf(node));
    const top =
      patch === null || patch.height === 1 ? null : required(this.walkY.from(patch.y, patch.height).starts, node) * width * channels;
    const left = patch === null || patch.width === 1 ? null : required(this.walkX.from(patch.x, patch.width).starts, node) * channels;
    for (let row = 0; row < count; row++) offsets[row] = (top ?? tops[y[row] ?? NaN] ?? NaN) + (left ?? lefts[x[row] ?? NaN] ?? NaN);
    return { rows: count, height: window.height, run: window.width * channels, stride: width * channels, offsets };
  }

  private originsOf(node: number): Origins {
    const { width, channels } = this.program.node(node).shape;
    const elements = (windows: readonly AxisWindows[], each: number): Int32Array =>
      Int32Array.from(windows, ({ starts }) => required(starts, node) * each);
    return { tops: elements(this.vertical, width * channels), lefts: elements(this.horizontal, channels) };
  }

  /** What rows of one class have in common, made once. */
  private classGeometry(vertical: AxisWindows, horizontal: AxisWindows): ClassGeometry {
    const line = (this.geometries[vertical.key] ??= []);
    return (line[horizontal.key] ??= this.freshGeometry(vertical, horizontal));
  }

  private freshGeometry(vertical: AxisWindows, horizontal: AxisWindows): ClassGeometry {
    return {
      windows: vertical.sizes.map((height, node) => ({ height, width: required(horizontal.sizes, node) })),
      steps: vertical.edges.map((list, node) => list.map((_, input) => stepOf(vertical, horizontal, node, input))),
      hulls: vertical.edges.map((list, node) =>
        list.map(({ hull }, input) => ({ y: hull, x: required(required(horizontal.edges, node), input).hull })),
      ),
    };
  }

  /** Most positions of an input's window of a node, whatever position of the target rows start at, or which of the patches that were looked at. */
  largestEdge(node: number, input: number): number {
    return this.walkY.longest(node, input) * this.walkX.longest(node, input);
  }

  /** Lines and columns of an input's window of a node, added up over all classes of positions and patches that were looked at. */
  edgeLengths(node: number, input: number): number {
    const [vertical, horizontal] = [this.walkY.classes, this.walkX.classes];
    const lengths = (axis: readonly AxisWindows[]): number =>
      axis.reduce((sum, { edges }) => sum + required(required(edges, node), input).size, 0);
    return horizontal.length * lengths(vertical) + vertical.length * lengths(horizontal);
  }

  /** Largest number of coefficients of one row at any node, for rows that start at (y, x), or in the patch from there on. */
  largestWindow(y: number, x: number, height = 1, width = 1): number {
    const vertical = this.walkY.from(y, height);
    const horizontal = this.walkX.from(x, width);
    return this.order.reduce((most, id) => {
      const { channels } = this.program.node(id).shape;
      return Math.max(most, required(vertical.sizes, id) * required(horizontal.sizes, id) * channels);
    }, 1);
  }

  /** Multiply-adds of such a row, roughly: what is summed into every coefficient. */
  multiplyAdds(y: number, x: number, height = 1, width = 1): number {
    const vertical = this.walkY.from(y, height);
    const horizontal = this.walkX.from(x, width);
    return this.order.reduce((sum, id) => sum + this.workOf(id, vertical, horizontal), 0);
  }

  /** Multiply-adds of the step through a node. */
  private workOf(id: number, vertical: AxisWindows, horizontal: AxisWindows): number {
    return this.program.node(id).inputs.reduce((sum, input, i) => {
      const { inHeight, inWidth } = stepOf(vertical, horizontal, id, i);
      return sum + inHeight * inWidth * this.program.node(input).shape.channels * this.program.operator(id).fanOut;
    }, 0);
  }

  /**
   * The last node at which lines await all that is under way, and to which rows in the middle of the map come with at most that share of their multiply-adds; the
   * target if there is none.
   */
  turningNode(share: number): number {
    const known = this.turning.get(share);
    if (known !== undefined) return known;
    const found = this.findTurningNode(share);
    this.turning.set(share, found);
    return found;
  }

  private findTurningNode(share: number): number {
    const { height, width } = this.program.node(this.target).shape;
    const [y, x] = [height >> 1, width >> 1];
    const workOf = (id: number): number => this.workOf(id, required(this.vertical, y), required(this.horizontal, x));
    // The first step of unit rows copies filters.
    const behind = this.order.slice(1);
    const most = share * behind.reduce((sum, id) => sum + workOf(id), 0);
    const underWay = new Set(this.program.node(this.target).inputs);
    let [found, work] = [this.target, 0];
    for (const id of behind) {
      const { kind, inputs } = this.program.node(id);
      if (work > 0 && underWay.size === 1 && (kind === 'activation' || kind === 'max-pool')) found = id;
      underWay.delete(id);
      for (const input of inputs) underWay.add(input);
      work += workOf(id);
      if (work > most) break;
    }
    return found;
  }
}

/** For rows that start at each position of an axis, or at all of them. */
function windowsOf(walk: AxisWalk, whole: boolean): AxisWindows[] {
  return whole ? [walk.from(0, walk.length)] : Array.from({ length: walk.length }, (_, position) => walk.from(position, 1));
}

/** The geometry of one block. */
class BlockGeometry implements SweepGeometry {
  /** Made when they are first asked for. */
  private readonly places: (Placement | undefined)[] = [];

  constructor(
    private readonly plan: SweepPlan,
    private readonly shared: ClassGeometry,
    private readonly positions: Positions,
    private readonly allocate: (slot: number) => Int32Array,
  ) {}

  window(node: number) {
    return required(this.shared.windows, node);
  }

  step(node: number, input: number): ConvStep {
    return required(required(this.shared.steps, node), input);
  }

  hullOffset(node: number, input: number) {
    return required(required(this.shared.hulls, node), input);
  }

  consumers(node: number): number {
    return required(this.plan.consumers, node);
  }

  place(node: number): Placement {
    return (this.places[node] ??= this.plan.place(node, this.positions, this.window(node), this.allocate(node)));
  }
}

function stepOf(vertical: AxisWindows, horizontal: AxisWindows, node: number, input: number): ConvStep {
  const y = required(required(vertical.edges, node), input);
  const x = required(required(horizontal.edges, node), input);
  return {
    outHeight: required(vertical.sizes, node),
    outWidth: required(horizontal.sizes, node),
    inHeight: y.size,
    inWidth: x.size,
    offsetY: y.phase,
    offsetX: x.phase,
  };
}

/** The target and everything it depends on, each node after all its readers. */
function ancestors(program: Program, target: number): number[] {
  const wanted = new Set([target]);
  for (let id = target; id >= 0; id--) {
    if (wanted.has(id)) for (const input of program.node(id).inputs) wanted.add(input);
  }
  return [...wanted].sort((a, b) => b - a);
}

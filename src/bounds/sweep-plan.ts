import type { ConvStep, Placement } from '../engine/engine.js';
import { required } from '../graph/context.js';
import type { Axis, Reach } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { extent } from '../graph/reach.js';
import type { SweepGeometry } from '../graph/row-window.js';

/** Windows along one axis for rows that start at one position, everything relative: rows with equal `key`, a small number, can share a block. */
interface AxisWindows {
  readonly key: number;
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  /** Per node, per input. */
  readonly edges: readonly (readonly { size: number; phase: number; hull: number }[])[];
}

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

/** Where rows start in the map of the target: the first `count` entries of both lists. */
export interface Positions {
  readonly count: number;
  readonly y: ArrayLike<number>;
  readonly x: ArrayLike<number>;
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
  private readonly signatures = new Map<string, number>();
  /** By the keys of both axes. */
  private readonly geometries: (ClassGeometry | undefined)[][] = [];
  private readonly origins: (Origins | undefined)[] = [];
  private readonly turning = new Map<number, number>();
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
    this.vertical = this.axis('y', whole);
    this.horizontal = this.axis('x', whole);
  }

  /** Class of a position: rows of positions with the same class may share a block. */
  classOf(y: number, x: number): string {
    return `${required(this.vertical, y).key}|${required(this.horizontal, x).key}`;
  }

  /** Geometry of a block whose rows start at the given positions, all of one class; offsets live in `allocate`d memory. */
  geometry(positions: Positions, allocate: (slot: number) => Int32Array): SweepGeometry {
    return new BlockGeometry(this, this.classGeometry(positions.y[0] ?? 0, positions.x[0] ?? 0), positions, allocate);
  }

  /** Where the windows of a block lie in the map of a node; written to `offsets`. */
  place(node: number, { count, y, x }: Positions, window: { height: number; width: number }, offsets: Int32Array): Placement {
    const { width, channels } = this.program.node(node).shape;
    const { tops, lefts } = (this.origins[node] ??= this.originsOf(node));
    for (let row = 0; row < count; row++) offsets[row] = (tops[y[row] ?? NaN] ?? NaN) + (lefts[x[row] ?? NaN] ?? NaN);
    return { rows: count, height: window.height, run: window.width * channels, stride: width * channels, offsets };
  }

  private originsOf(node: number): Origins {
    const { width, channels } = this.program.node(node).shape;
    const elements = (windows: readonly AxisWindows[], each: number): Int32Array =>
      Int32Array.from(windows, ({ starts }) => required(starts, node) * each);
    return { tops: elements(this.vertical, width * channels), lefts: elements(this.horizontal, channels) };
  }

  /** What rows of one class have in common, made once. */
  private classGeometry(y: number, x: number): ClassGeometry {
    const vertical = required(this.vertical, y);
    const horizontal = required(this.horizontal, x);
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

  /** Most positions of an input's window of a node, whatever position of the target rows start at. */
  largestEdge(node: number, input: number): number {
    const longest = (axis: readonly AxisWindows[]): number =>
      axis.reduce((most, { edges }) => Math.max(most, required(required(edges, node), input).size), 0);
    return longest(this.vertical) * longest(this.horizontal);
  }

  /** Lines and columns of an input's window of a node, added up over all classes of positions. */
  edgeLengths(node: number, input: number): number {
    const classesOf = (axis: readonly AxisWindows[]): AxisWindows[] => [...new Map(axis.map((windows) => [windows.key, windows])).values()];
    const lengths = (axis: readonly AxisWindows[]): number =>
      axis.reduce((sum, { edges }) => sum + required(required(edges, node), input).size, 0);
    const [vertical, horizontal] = [classesOf(this.vertical), classesOf(this.horizontal)];
    return horizontal.length * lengths(vertical) + vertical.length * lengths(horizontal);
  }

  /** Largest number of coefficients of one row at any node, for positions of the class of (y, x). */
  largestWindow(y: number, x: number): number {
    const vertical = required(this.vertical, y);
    const horizontal = required(this.horizontal, x);
    return this.order.reduce((most, id) => {
      const { channels } = this.program.node(id).shape;
      return Math.max(most, required(vertical.sizes, id) * required(horizontal.sizes, id) * channels);
    }, 1);
  }

  /** Multiply-adds of one row of the class of (y, x), roughly: what is summed into every coefficient. */
  multiplyAdds(y: number, x: number): number {
    const vertical = required(this.vertical, y);
    const horizontal = required(this.horizontal, x);
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

  private axis(axis: Axis, whole: boolean): AxisWindows[] {
    const length = extent(this.program.node(this.target).shape, axis);
    return Array.from({ length: whole ? 1 : length }, (_, position) => this.walk(axis, position, whole ? length : 1));
  }

  /** A number for a signature, so that classes are cheap to look up. */
  private intern(signature: string): number {
    const known = this.signatures.get(signature);
    if (known !== undefined) return known;
    const fresh = this.signatures.size;
    this.signatures.set(signature, fresh);
    return fresh;
  }

  private walk(axis: Axis, position: number, size: number): AxisWindows {
    const count = this.program.operators.length;
    const starts = new Array<number>(count).fill(0);
    const ends = new Array<number>(count).fill(-1);
    const reaches: Reach[][] = Array.from({ length: count }, () => []);
    starts[this.target] = position;
    ends[this.target] = position + size;
    for (const id of this.order) {
      const start = required(starts, id);
      required(reaches, id).push(
        ...this.program.node(id).inputs.map((input, i) => {
          const reach = this.program.operator(id).reach(i, axis, start, required(ends, id) - start);
          const fresh = required(ends, input) < 0;
          starts[input] = fresh ? reach.start : Math.min(required(starts, input), reach.start);
          ends[input] = Math.max(required(ends, input), reach.start + reach.size);
          return reach;
        }),
      );
    }
    const sizes = starts.map((start, id) => Math.max(required(ends, id) - start, 0));
    const edges = reaches.map((list, id) =>
      list.map((reach, i) => ({
        size: reach.size,
        phase: reach.phase,
        hull: reach.start - required(starts, required(this.program.node(id).inputs, i)),
      })),
    );
    const signature = this.order.map((id) =>
      [required(sizes, id), ...required(edges, id).map((e) => [e.size, e.phase, e.hull].join())].join(';'),
    );
    return { key: this.intern(signature.join('/')), starts, sizes, edges };
  }
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

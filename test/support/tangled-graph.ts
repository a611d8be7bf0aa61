import type { Activation } from '../../src/activations/activation.js';
import { mapSize, type Graph, type GraphNode, type MapShape } from '../../src/graph/graph.js';
import { everyActivation, graphOf } from './random-graph.js';
import type { Random } from './random.js';

const EXACT = { weightUnits: 0, biasError: null } as const;

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pad: number;
  readonly out: number;
}

/**
 * Random graphs in which every node may read any earlier one, the input included, once or several times: sums x + x - x,
 * concatenations of a node with itself, activations of activations, pools of pools, constants, windows in the padding alone,
 * crops, strides beyond the kernel, nodes nobody reads, and an output that others read.
 */
export class TangledGraph {
  private readonly nodes: GraphNode[] = [];

  /** `weight` draws the weights; one in ten is 0. Products only on request: values grow fast with them. */
  constructor(
    private readonly random: Random,
    private readonly functions: readonly Activation[] = everyActivation,
    private readonly weight: (random: Random) => number = (source) => source.uniform(-1, 1),
    private readonly products = false,
  ) {
    const side = () => (random.next() < 0.3 ? 1 : random.integer(1, 5));
    const shape = { height: side(), width: side(), channels: random.integer(1, 3) };
    this.nodes.push({ kind: 'input', id: 0, inputs: [], shape, origin: [] });
  }

  build(layers: number): Graph {
    while (this.nodes.length <= layers) this.grow();
    const last = this.nodes.length - 1;
    return graphOf(this.nodes, this.random.next() < 0.7 ? last : this.random.integer(0, last));
  }

  private grow(): void {
    const { random } = this;
    const last = this.nodes.length - 1;
    const from = random.next() < 0.5 ? last : random.integer(0, last);
    const steps = [
      () => this.conv(from),
      () => this.dense(from, random.pick([1, 2, 3, 5, 9])),
      () => this.activate(from),
      () => this.activate(from),
      () => this.pool(from),
      () => this.add(from),
      () => this.concat(from),
      () => this.slice(from),
      () => this.sparse(from, random.integer(0, 4)),
      () => this.affine(from),
      ...(this.products ? [() => this.product(from)] : []),
    ];
    random.pick(steps)();
  }

  private shapeOf(id: number): MapShape {
    const node = this.nodes[id];
    if (node === undefined) throw new Error('no such node');
    return node.shape;
  }

  private node(inputs: readonly number[], shape: MapShape) {
    return { id: this.nodes.length, origin: [], inputs, shape };
  }

  private weights(length: number): Float64Array {
    return Float64Array.from({ length }, () => (this.random.next() < 0.1 ? 0 : this.weight(this.random)));
  }

  private perhaps(length: number): Float64Array | null {
    return this.random.next() < 0.7 ? this.weights(length) : null;
  }

  private axis(length: number): Axis {
    const { random } = this;
    const axis = { kernel: random.integer(1, 3), dilation: random.integer(1, 3), stride: random.integer(1, 4), pad: random.integer(-2, 5) };
    const out = Math.floor((length + axis.pad + random.integer(-1, 5) - (axis.kernel - 1) * axis.dilation - 1) / axis.stride) + 1;
    return out >= 1 && out <= 6 ? { ...axis, out } : { kernel: 1, stride: 1, dilation: 1, pad: 0, out: length };
  }

  private conv(from: number): void {
    const input = this.shapeOf(from);
    const [y, x] = [this.axis(input.height), this.axis(input.width)];
    const groups = this.random.next() < 0.3 ? input.channels : 1;
    const channels = groups * this.random.integer(1, groups > 1 ? 2 : 4);
    const weights = this.weights((channels * y.kernel * x.kernel * input.channels) / groups);
    const shape = { height: y.out, width: x.out, channels };
    const bias = this.perhaps(channels);
    this.nodes.push({ kind: 'conv', ...this.node([from], shape), weights, bias, groups, ...fields(y, x), ...EXACT });
  }

  private dense(from: number, channels: number): void {
    const shape = { height: 1, width: 1, channels };
    const weights = this.weights(channels * mapSize(this.shapeOf(from)));
    this.nodes.push({ kind: 'dense', ...this.node([from], shape), weights, bias: this.perhaps(channels), ...EXACT });
  }

  private activate(from: number): void {
    const shape = this.shapeOf(from);
    const length = this.random.pick([1, 1, shape.channels, mapSize(shape)]);
    const functions = Array.from({ length }, () => this.random.pick(this.functions));
    this.nodes.push({ kind: 'activation', ...this.node([from], shape), functions });
  }

  private pool(from: number): void {
    const input = this.shapeOf(from);
    const [y, x] = [this.axis(input.height), this.axis(input.width)];
    if (!isCovered(y, input.height) || !isCovered(x, input.width)) return;
    const shape = { height: y.out, width: x.out, channels: input.channels };
    this.nodes.push({ kind: 'max-pool', ...this.node([from], shape), ...fields(y, x) });
  }

  private alike(shape: MapShape): GraphNode[] {
    return this.nodes.filter((node) => Object.entries(shape).every(([key, value]) => node.shape[key as keyof MapShape] === value));
  }

  private product(from: number): void {
    const shape = this.shapeOf(from);
    this.nodes.push({ kind: 'product', ...this.node([from, this.random.pick(this.alike(shape)).id], shape) });
  }

  private add(from: number): void {
    const shape = this.shapeOf(from);
    const alike = this.alike(shape);
    const inputs = Array.from({ length: this.random.integer(1, 4) }, () => this.random.pick(alike).id);
    this.nodes.push({ kind: 'add', ...this.node(inputs, shape), signs: inputs.map(() => this.random.pick([1, -1] as const)) });
  }

  private concat(from: number): void {
    const { height, width } = this.shapeOf(from);
    const alike = this.nodes.filter(({ shape }) => shape.height === height && shape.width === width);
    const parts = Array.from({ length: this.random.integer(1, 3) }, () => this.random.pick(alike));
    const channels = parts.reduce((sum, { shape }) => sum + shape.channels, 0);
    if (channels > 12) return;
    this.nodes.push({ kind: 'concat', ...this.node(parts.map(({ id }) => id), { height, width, channels }) }); // prettier-ignore
  }

  private slice(from: number): void {
    const shape = this.shapeOf(from);
    const start = this.random.integer(0, shape.channels - 1);
    const channels = this.random.integer(1, shape.channels - start);
    this.nodes.push({ kind: 'channel-slice', ...this.node([from], { ...shape, channels }), start });
  }

  /** Rows of at most `most` entries, empty ones included. */
  private sparse(from: number, most: number): void {
    const { random } = this;
    const shape = { height: random.integer(1, 3), width: random.integer(1, 3), channels: random.integer(1, 3) };
    const size = mapSize(shape);
    const starts = new Int32Array(size + 1);
    const indices: number[] = [];
    for (let k = 0; k < size; k++) {
      for (let e = random.integer(0, most); e > 0; e--) indices.push(random.integer(0, mapSize(this.shapeOf(from)) - 1));
      starts[k + 1] = indices.length;
    }
    const [weights, bias] = [this.perhaps(indices.length), this.perhaps(size)];
    this.nodes.push({ kind: 'sparse', ...this.node([from], shape), starts, indices: Int32Array.from(indices), weights, bias, ...EXACT });
  }

  private affine(from: number): void {
    const shape = this.shapeOf(from);
    const length = () => this.random.pick([1, shape.channels, mapSize(shape)]);
    this.nodes.push({
      kind: 'affine',
      ...this.node([from], shape),
      scale: this.perhaps(length()),
      shift: this.perhaps(length()),
      ...EXACT,
    });
  }
}

function isCovered({ kernel, stride, dilation, pad, out }: Axis, length: number): boolean {
  const inside = (position: number) => position >= 0 && position < length;
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  return range(out).every((o) => range(kernel).some((tap) => inside(o * stride - pad + tap * dilation)));
}

function fields(y: Axis, x: Axis) {
  return {
    kernelHeight: y.kernel,
    kernelWidth: x.kernel,
    strideY: y.stride,
    strideX: x.stride,
    dilationY: y.dilation,
    dilationX: x.dilation,
    padTop: y.pad,
    padLeft: x.pad,
  };
}

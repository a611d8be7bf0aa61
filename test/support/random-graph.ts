import type { Activation } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { mapSize, type Graph, type GraphNode, type MapShape } from '../../src/graph/graph.js';
import type { Random } from './random.js';

const EXACT = { weightUnits: 0, biasError: null } as const;

/** All activations that are defined everywhere, with all their sample parameters. */
export const everyActivation: readonly Activation[] = activations
  .flatMap((kind) => kind.samples.map((sample) => kind.create(sample)))
  .filter(isTotal);

function isTotal(f: Activation): boolean {
  const range = { lower: 0, upper: 0 };
  f.range(-8, 8, range);
  return Number.isFinite(range.upper - range.lower);
}

/** Grows a random small graph: convolutions with all attributes, pools, residual sums, concatenations, gathers, products, every activation. */
export class RandomGraph {
  private readonly nodes: GraphNode[] = [];

  constructor(
    private readonly random: Random,
    private readonly functions: readonly Activation[] = everyActivation,
    private readonly pools = true,
  ) {
    const shape = { height: random.integer(2, 5), width: random.integer(2, 6), channels: random.integer(1, 3) };
    this.nodes.push({ kind: 'input', id: 0, inputs: [], shape, origin: [] });
  }

  build(layers: number): Graph {
    let last = 0;
    for (let layer = 0; layer < layers; layer++) last = this.grow(last);
    last = this.dense(last, this.random.integer(2, 4));
    return graphOf(this.nodes, last);
  }

  private grow(from: number): number {
    const steps = [
      () => this.conv(from),
      () => this.activate(this.conv(from)),
      () => this.activate(this.conv(from)),
      () => this.activate(from),
      () => this.residual(from),
      () => this.affine(from),
      () => this.concat(from),
      () => this.slice(from),
      () => this.gather(from),
      () => (this.pools ? this.pool(from) : this.activate(from)),
      () => (this.pools ? this.pool(this.activate(this.conv(from))) : this.activate(this.conv(from))),
      () => this.activate(this.dense(from, this.random.integer(2, 5))),
      () => this.product(from),
    ];
    return this.random.pick(steps)();
  }

  private add(node: GraphNode): number {
    this.nodes.push(node);
    return node.id;
  }

  private shapeOf(id: number): MapShape {
    const node = this.nodes[id];
    if (node === undefined) throw new Error('no such node');
    return node.shape;
  }

  private get next() {
    return { id: this.nodes.length, origin: [] };
  }

  private window(input: MapShape, kernels: readonly number[]) {
    const { random } = this;
    const axis = (length: number) => {
      const kernel = random.pick(kernels);
      const dilation = kernel > 1 ? random.pick([1, 1, 2]) : 1;
      const stride = random.pick([1, 1, 2, 3]);
      const most = (kernel - 1) * dilation;
      const before = random.integer(0, most);
      const after = random.integer(0, most);
      const out = Math.floor((length + before + after - most - 1) / stride) + 1;
      return out >= 1 ? { kernel, dilation, stride, before, out } : { kernel: 1, dilation: 1, stride: 1, before: 0, out: length };
    };
    const y = axis(input.height);
    const x = axis(input.width);
    return {
      height: y.out,
      width: x.out,
      attributes: {
        kernelHeight: y.kernel,
        kernelWidth: x.kernel,
        strideY: y.stride,
        strideX: x.stride,
        dilationY: y.dilation,
        dilationX: x.dilation,
        padTop: y.before,
        padLeft: x.before,
      },
    };
  }

  private conv(from: number, outChannels = this.random.integer(1, 5)): number {
    const { random } = this;
    const input = this.shapeOf(from);
    const { height, width, attributes } = this.window(input, [1, 2, 3]);
    const depthwise = random.next() < 0.2;
    const groups = depthwise ? input.channels : 1;
    const channels = depthwise ? input.channels * random.integer(1, 2) : outChannels;
    const fan = (attributes.kernelHeight * attributes.kernelWidth * input.channels) / groups;
    const weights = random.array(channels * fan, -1.5 / Math.sqrt(fan), 1.5 / Math.sqrt(fan));
    const bias = random.next() < 0.7 ? random.array(channels, -0.5, 0.5) : null;
    return this.add({
      kind: 'conv',
      ...this.next,
      inputs: [from],
      shape: { height, width, channels },
      weights,
      bias,
      groups,
      ...attributes,
      ...EXACT,
    });
  }

  private dense(from: number, out: number): number {
    const size = mapSize(this.shapeOf(from));
    const weights = this.random.array(out * size, -1.5 / Math.sqrt(size), 1.5 / Math.sqrt(size));
    const bias = this.random.array(out, -0.3, 0.3);
    return this.add({
      kind: 'dense',
      ...this.next,
      inputs: [from],
      shape: { height: 1, width: 1, channels: out },
      weights,
      bias,
      ...EXACT,
    });
  }

  private activate(from: number): number {
    const shape = this.shapeOf(from);
    const functions =
      this.random.next() < 0.8
        ? [this.random.pick(this.functions)]
        : Array.from({ length: shape.channels }, () => this.random.pick(this.functions));
    return this.add({ kind: 'activation', ...this.next, inputs: [from], shape, functions });
  }

  private affine(from: number): number {
    const shape = this.shapeOf(from);
    const length = this.random.pick([1, shape.channels, mapSize(shape)]);
    const scale = this.random.next() < 0.8 ? this.random.array(length, -1.5, 1.5) : null;
    return this.add({ kind: 'affine', ...this.next, inputs: [from], shape, scale, shift: this.random.array(length), ...EXACT });
  }

  /** Two paths of the same shape, of different window growth. */
  private residual(from: number): number {
    const shape = this.shapeOf(from);
    const same = (kernel: number, input: number, channels: number) => {
      const pad = (kernel - 1) / 2;
      const inChannels = this.shapeOf(input).channels;
      const weights = this.random.array(channels * kernel * kernel * inChannels, -0.5, 0.5);
      return this.add({
        kind: 'conv',
        ...this.next,
        inputs: [input],
        shape: { ...shape, channels },
        weights,
        bias: this.random.array(channels),
        groups: 1,
        kernelHeight: kernel,
        kernelWidth: kernel,
        strideY: 1,
        strideX: 1,
        dilationY: 1,
        dilationX: 1,
        padTop: pad,
        padLeft: pad,
        ...EXACT,
      });
    };
    const body = same(3, this.activate(same(3, from, 2)), shape.channels);
    const skip = this.random.next() < 0.5 ? from : same(1, from, shape.channels);
    const signs = this.random.pick([
      [1, 1],
      [1, -1],
      [-1, 1],
    ] as const);
    return this.add({ kind: 'add', ...this.next, inputs: [body, skip], shape, signs });
  }

  /** Of two values that share their inputs; of one with itself now and then. */
  private product(from: number): number {
    const factor = this.random.pick([() => this.affine(from), () => this.activate(from), () => from]);
    const inputs = [factor(), factor()];
    return this.add({ kind: 'product', ...this.next, inputs, shape: this.shapeOf(from) });
  }

  private concat(from: number): number {
    const shape = this.shapeOf(from);
    const inputs = this.random.next() < 0.5 ? [from, this.activate(from)] : [this.affine(from), from];
    return this.add({ kind: 'concat', ...this.next, inputs, shape: { ...shape, channels: 2 * shape.channels } });
  }

  private slice(from: number): number {
    const shape = this.shapeOf(from);
    if (shape.channels === 1) return from;
    const start = this.random.integer(0, shape.channels - 1);
    const channels = this.random.integer(1, shape.channels - start);
    return this.add({ kind: 'channel-slice', ...this.next, inputs: [from], shape: { ...shape, channels }, start });
  }

  private gather(from: number): number {
    const size = mapSize(this.shapeOf(from));
    const shape = { height: this.random.integer(1, 3), width: this.random.integer(1, 3), channels: this.random.integer(1, 3) };
    const starts = new Int32Array(mapSize(shape) + 1);
    const indices: number[] = [];
    for (let k = 0; k < mapSize(shape); k++) {
      for (let e = this.random.integer(0, 3); e > 0; e--) indices.push(this.random.integer(0, size - 1));
      starts[k + 1] = indices.length;
    }
    const weights = this.random.next() < 0.7 ? this.random.array(indices.length) : null;
    const bias = this.random.next() < 0.5 ? this.random.array(mapSize(shape)) : null;
    return this.add({
      kind: 'sparse',
      ...this.next,
      inputs: [from],
      shape,
      starts,
      indices: Int32Array.from(indices),
      weights,
      bias,
      ...EXACT,
    });
  }

  private pool(from: number): number {
    const input = this.shapeOf(from);
    const { height, width, attributes } = this.window(input, [2, 2, 3]);
    const covered = (length: number, out: number, kernel: number, stride: number, dilation: number, pad: number) =>
      Array.from({ length: out }, (_, o) => o).every((o) =>
        Array.from({ length: kernel }, (_, t) => o * stride - pad + t * dilation).some((i) => i >= 0 && i < length),
      );
    const a = attributes;
    const full =
      covered(input.height, height, a.kernelHeight, a.strideY, a.dilationY, a.padTop) &&
      covered(input.width, width, a.kernelWidth, a.strideX, a.dilationX, a.padLeft);
    if (!full) return this.activate(from);
    return this.add({ kind: 'max-pool', ...this.next, inputs: [from], shape: { height, width, channels: input.channels }, ...attributes });
  }
}

/** A graph of the given nodes, with everything ONNX-side trivial. */
export function graphOf(nodes: readonly GraphNode[], outputNode: number): Graph {
  const first = nodes[0];
  const last = nodes[outputNode];
  if (first === undefined || last === undefined) throw new Error('empty graph');
  return {
    nodes,
    input: { name: 'x', shape: [1, mapSize(first.shape)] },
    inputLayout: null,
    outputNode,
    output: { name: 'y', shape: [1, mapSize(last.shape)] },
    outputLayout: null,
    stripped: [],
    notices: [],
    opset: 20,
  };
}

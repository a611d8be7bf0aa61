import { activation } from '../../src/activations/registry.js';
import { mapSize, type Graph, type GraphNode, type MapShape } from '../../src/graph/graph.js';
import { graphOf } from './random-graph.js';
import type { Random } from './random.js';

const EXACT = { weightUnits: 0, biasError: null } as const;

/** Chains of layers, written down by hand: `new Net(2).dense([[1, 2]], [0]).apply('relu').build()`. */
export class Net {
  private readonly nodes: GraphNode[];

  /** From a vector of that many elements, or a map. */
  constructor(input: number | MapShape) {
    const shape = typeof input === 'number' ? { height: 1, width: 1, channels: input } : input;
    this.nodes = [{ kind: 'input', id: 0, inputs: [], shape, origin: [] }];
  }

  dense(weights: readonly (readonly number[])[], bias: readonly number[] | null = null): this {
    const shape = { height: 1, width: 1, channels: weights.length };
    return this.add({
      kind: 'dense',
      ...this.next(shape),
      weights: Float64Array.from(weights.flat()),
      bias: bias === null ? null : Float64Array.from(bias),
      ...EXACT,
    });
  }

  /** Random weights in [-1, 1], biases in [-0.5, 0.5]. */
  randomDense(random: Random, out: number): this {
    const size = mapSize(this.last.shape);
    return this.dense(
      Array.from({ length: out }, () => [...random.array(size)]),
      [...random.array(out, -0.5, 0.5)],
    );
  }

  apply(name: string): this {
    return this.add({ kind: 'activation', ...this.next(this.last.shape), functions: [activation(name)] });
  }

  build(changes: Partial<Graph> = {}): Graph {
    return { ...graphOf(this.nodes, this.nodes.length - 1), ...changes };
  }

  private get last(): GraphNode {
    const node = this.nodes.at(-1);
    if (node === undefined) throw new Error('a net has at least its input');
    return node;
  }

  private next(shape: MapShape) {
    return { id: this.nodes.length, inputs: [this.nodes.length - 1], shape, origin: [] };
  }

  private add(node: GraphNode): this {
    this.nodes.push(node);
    return this;
  }
}

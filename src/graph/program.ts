import type { Engine } from '../engine/engine.js';
import { required } from './context.js';
import { mapSize, type Graph, type GraphNode } from './graph.js';
import type { Bounds, Operator } from './operator.js';
import { createOperator } from './registry.js';

/**
 * A graph made ready for one engine: one operator per node and the arrays of values and bounds. It serves one computation at a
 * time.
 */
export class Program {
  readonly operators: readonly Operator[];
  /** Enclosures of every node's value over the region of the last bound computation. */
  readonly bounds: readonly Bounds[];
  /** Number of edges that read a node. */
  readonly readers: readonly number[];
  /** Channels of the nodes' maps. */
  readonly channels: readonly number[];
  /** Zeros as long as the largest map. */
  readonly zeros: Float64Array;
  /** The same in singles. */
  readonly singleZeros: Float32Array;
  private readonly values: readonly Float64Array[];
  /** Whether `values` are those of a point. */
  private isEvaluated = false;

  constructor(
    readonly graph: Graph,
    readonly engine: Engine,
  ) {
    const { nodes } = graph;
    this.channels = nodes.map(({ shape }) => shape.channels);
    this.zeros = engine.allocate(nodes.reduce((most, node) => Math.max(most, mapSize(node.shape)), 1));
    this.singleZeros = engine.allocateSingles(this.zeros.length);
    this.operators = nodes.map((node) => {
      const inputShapes = node.inputs.map((input) => required(nodes, input).shape);
      return createOperator({ engine, inputShapes, zeros: this.zeros }, node);
    });
    this.values = nodes.map((node) => engine.allocate(mapSize(node.shape)));
    this.bounds = nodes.map(({ shape }) => {
      const array = () => engine.allocate(mapSize(shape));
      return { lower: array(), upper: array(), anchor: array() };
    });
    const readers = new Array<number>(nodes.length).fill(0);
    for (const node of nodes) for (const input of node.inputs) readers[input] = (readers[input] ?? 0) + 1;
    this.readers = readers;
  }

  node(id: number): GraphNode {
    return required(this.graph.nodes, id);
  }

  operator(id: number): Operator {
    return required(this.operators, id);
  }

  boundsOf(id: number): Bounds {
    return required(this.bounds, id);
  }

  /** Prepares an operator for rows in doubles, after those of its inputs, when its bounds are others. */
  prepareDoubles(id: number, biasGamma: number): void {
    const operator = this.operator(id);
    operator.prepareDoubles?.(
      operator.node.inputs.map((input) => (this.readers[input] === 1 ? (this.operator(input).constants ?? null) : null)),
      biasGamma,
    );
  }

  /** Prepares an operator for rows in singles, after those of its inputs. */
  prepareSingles(id: number, biasGamma: number): void {
    const operator = this.operator(id);
    const { inputs } = operator.node;
    operator.prepareSingles(
      inputs.map((input) => this.boundsOf(input)),
      this.boundsOf(id),
      biasGamma,
      inputs.map((input) => (this.readers[input] === 1 ? (this.operator(input).singleConstants ?? null) : null)),
    );
  }

  /** Elements of a node's value. */
  size(id: number): number {
    return mapSize(this.node(id).shape);
  }

  /**
   * Evaluates all nodes at a point in the internal layout of the input, unless that is where it was done last. The returned array is the output
   * node's value, overwritten by the next evaluation.
   */
  evaluate(point: Float64Array): Float64Array {
    const input = required(this.values, 0);
    if (this.isEvaluated && input.every((value, k) => Object.is(value, point[k]))) return required(this.values, this.graph.outputNode);
    this.isEvaluated = false;
    input.set(point);
    for (const operator of this.operators) {
      const { id, inputs } = operator.node;
      operator.evaluate(
        inputs.map((input) => required(this.values, input)),
        required(this.values, id),
      );
    }
    this.isEvaluated = true;
    return required(this.values, this.graph.outputNode);
  }

  /** Values of all nodes at the last evaluated point, per node id. */
  get valuesAt(): readonly Float64Array[] {
    return this.values;
  }

  /** Value of a node at the last evaluated point. */
  valuesOf(id: number): Float64Array {
    return required(this.values, id);
  }

  /** Prepares backward sweeps to be vector-Jacobian products at the last evaluated point. */
  linearize(): void {
    for (const operator of this.operators) operator.linearize(operator.node.inputs.map((input) => required(this.values, input)));
  }
}

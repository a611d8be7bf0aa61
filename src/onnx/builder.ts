import { ModelError } from '../errors.js';
import { type GraphNode, type MapShape, mapSize } from '../graph/graph.js';

type WithoutId<N> = N extends GraphNode ? Omit<N, 'id'> : never;

/** A node of the layer graph before it has a number. */
export type NewNode = WithoutId<GraphNode>;

/**
 * Thrown by the first use of a flat input as a map: says how the input should be stored instead, and the lowering starts again.
 * `layout[i]` is the row-major ONNX element at internal position i.
 */
export class LayoutRequest extends Error {
  constructor(
    readonly shape: MapShape,
    readonly layout: Int32Array,
  ) {
    super('the input should be stored as a map');
  }
}

/** The layer graph under construction. */
export class GraphBuilder {
  readonly nodes: GraphNode[];

  /** `open`: the input is still flat and may be stored otherwise (see {@link LayoutRequest}). */
  constructor(
    input: MapShape,
    readonly open: boolean,
  ) {
    this.nodes = [{ kind: 'input', id: 0, inputs: [], shape: input, origin: [] }];
  }

  /**
   * Appends a node and returns its id.
   * @throws {ModelError} MODEL_CONSTANT when one of its constants is NaN or infinite.
   */
  add(node: NewNode): number {
    const id = this.nodes.length;
    for (const [name, values] of Object.entries(node)) {
      if (values instanceof Float64Array && !isFinite(values)) throw notFinite(node, name);
    }
    this.nodes.push({ ...node, id });
    return id;
  }

  /** The id of a node equal to the given one up to its origin, appended if there is none: re-orderings asked for twice run once. */
  addOnce(node: NewNode): number {
    return this.nodes.find((other) => isEqual(node, other))?.id ?? this.add(node);
  }

  node(id: number): GraphNode {
    const node = this.nodes[id];
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }

  shape(id: number): MapShape {
    return this.node(id).shape;
  }

  size(id: number): number {
    return mapSize(this.shape(id));
  }

  /** True when the node's vector is the input's, changed element by element only. */
  isInputOrder(id: number): boolean {
    let node = this.node(id);
    while (node.kind === 'affine' || node.kind === 'activation') node = this.node(node.inputs[0] ?? 0);
    return node.kind === 'input';
  }
}

/** Three searches by the runtime are faster than one by a loop that runs for the first time. */
function isFinite(values: Float64Array): boolean {
  return ![NaN, Infinity, -Infinity].some((bad) => values.includes(bad));
}

function isEqual(node: NewNode, other: GraphNode): boolean {
  const fields = new Map(Object.entries(other));
  return Object.entries(node).every(([name, value]) => name === 'origin' || sameValue(value, fields.get(name)));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((value, i) => value === b[i]);
  return isRecord(a) && isRecord(b) && Object.entries(a).every(([key, value]) => value === b[key]);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) || value instanceof Float64Array || value instanceof Int32Array;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isList(value);
}

function notFinite(node: NewNode, name: string): ModelError {
  const origin = node.origin.map((part) => `${part.op} '${part.name}'`).join(', ');
  return new ModelError('MODEL_CONSTANT', `${origin} has NaN or infinity among its ${name}.`, {
    hint: 'Nothing can be certified about such a model; check how it was trained and exported.',
  });
}

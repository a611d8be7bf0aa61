import { Classifier } from '../certify/classifier.js';
import type { ConvShape, ConvWeights, Engine } from '../engine/engine.js';
import { createSharedMemory } from '../engine/wasm/heap.js';
import { createWasmEngine } from '../engine/wasm/wasm-engine.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { fromPlain, toPlain, type PlainGraph } from './plain-graph.js';

/**
 * A model made ready for other threads: its graph, the packed weights in the order in which its program asked for them, and the memory
 * they lie in. A structured clone shares the memory, so that the weights exist once.
 */
export interface SharedModel {
  readonly memory: WebAssembly.Memory;
  readonly packed: readonly ConvWeights[];
  readonly graph: PlainGraph;
}

/** How a model is shared. */
interface ShareOptions {
  /** Most bytes of the memory. */
  readonly most?: number;
  /** Whether weights in singles will be asked for. */
  readonly singles?: boolean;
}

/** The classifier of a graph on a new engine, and the model for further ones; nothing of them refers to the weights of the given graph. Throws ModelError. */
export function shareClassifier(
  given: Graph,
  { most = Infinity, singles = false }: ShareOptions = {},
): { readonly classifier: Classifier; readonly model: SharedModel } {
  const memory = createSharedMemory(most);
  const engine = createWasmEngine({ memory, shareSingles: singles });
  const graph = { ...given, nodes: given.nodes.map((node) => moved(node, engine)) };
  const packed: ConvWeights[] = [];
  const packConv: Engine['packConv'] = (shape, filters) => {
    const weights = engine.packConv(shape, filters);
    packed.push(weights);
    return weights;
  };
  const classifier = new Classifier(graph, { ...engine, packConv });
  return { classifier, model: { memory, packed, graph: toPlain(graph) } };
}

/** The node with its weights in the memory of the engine. */
function moved(node: GraphNode, engine: Engine): GraphNode {
  if (node.kind !== 'conv' && node.kind !== 'dense') return node;
  const weights = engine.allocate(node.weights.length);
  weights.set(node.weights);
  return { ...node, weights };
}

/** A further classifier, on the weights of the first one; in any thread. */
export function joinClassifier({ memory, packed, graph }: SharedModel): Classifier {
  return new Classifier(fromPlain(graph), reusing(createWasmEngine({ memory }), packed));
}

/**
 * Hands out packed weights again, to the program of the same graph. Throws Error when asked for others than were packed: with those
 * of another layer nothing would be proved.
 */
function reusing(engine: Engine, packed: readonly ConvWeights[]): Engine {
  let next = 0;
  return {
    ...engine,
    packConv(shape, filters) {
      const weights = packed[next++];
      if (weights !== undefined && sameShape(weights.shape, shape) && sameValues(weights.filters, filters)) return weights;
      throw new Error(`the weights of layer ${next} are not those that were packed`);
    },
  };
}

function sameShape(a: ConvShape, b: ConvShape): boolean {
  return (Object.keys(a) as (keyof ConvShape)[]).every((key) => a[key] === b[key]);
}

function sameValues(a: Float64Array, b: ArrayLike<number>): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => Object.is(value, b[i])));
}

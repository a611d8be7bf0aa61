import { Classifier } from '../certify/classifier.js';
import type { ConvShape, ConvWeights, Engine } from '../engine/engine.js';
import { createSharedMemory } from '../engine/wasm/heap.js';
import { createWasmEngine } from '../engine/wasm/wasm-engine.js';
import type { Graph } from '../graph/graph.js';
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

/** The classifier of a graph on a new engine of at most `most` bytes, and the model for further ones. Throws ModelError. */
export function shareClassifier(graph: Graph, most = Infinity): { readonly classifier: Classifier; readonly model: SharedModel } {
  const memory = createSharedMemory(most);
  const engine = createWasmEngine({ memory });
  const packed: ConvWeights[] = [];
  const moved = new Map<ArrayLike<number>, Float64Array>();
  const packConv: Engine['packConv'] = (shape, filters) => {
    const weights = engine.packConv(shape, filters);
    packed.push(weights);
    moved.set(filters, weights.filters);
    return weights;
  };
  const classifier = new Classifier(graph, { ...engine, packConv });
  return { classifier, model: { memory, packed, graph: toPlain(graph, moved) } };
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

import type { ConvShape, ConvWeights, Engine } from '../engine/engine.js';
import { createSharedMemory } from '../engine/wasm/heap.js';
import { createWasmEngine } from '../engine/wasm/wasm-engine.js';

/**
 * The packed weights of a model, in the order in which its program asked for them, and the memory they lie in. A structured clone shares
 * both: what a worker gets takes no memory of its own.
 */
export interface SharedWeights {
  readonly memory: WebAssembly.Memory;
  readonly packed: readonly ConvWeights[];
}

/** A new engine, and the list of the weights that it packs from now on. */
export function recordingEngine(): { readonly engine: Engine; readonly weights: SharedWeights } {
  const memory = createSharedMemory();
  const engine = createWasmEngine({ memory });
  const packed: ConvWeights[] = [];
  const packConv: Engine['packConv'] = (...given) => {
    const weights = engine.packConv(...given);
    packed.push(weights);
    return weights;
  };
  return { engine: { ...engine, packConv }, weights: { memory, packed } };
}

/**
 * An engine on the same memory that hands out packed weights again, for the program of the same graph. Throws Error when asked for
 * other weights than were packed: with those of another model nothing would be proved.
 */
export function reusingEngine({ memory, packed }: SharedWeights): Engine {
  let next = 0;
  return {
    ...createWasmEngine({ memory }),
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
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

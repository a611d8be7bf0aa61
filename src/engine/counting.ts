import type { ConvShape, ConvWeights, Engine } from './engine.js';
import { misuse } from './misuse.js';
import { sumTerms } from './rounding.js';
import { SharedHeap } from './wasm/heap.js';
import { furtherLengths, packedCopies } from './wasm/weights.js';

/** Bytes that an engine would have handed out. */
export interface Counts {
  /** Arrays of one program: bounds, lines, constants. */
  arrays: number;
  /** Packed weights, in doubles; engines on one memory share them. */
  weights: number;
  /** The same in singles, which engines on one memory may share. */
  singleWeights: number;
}

/** Weights in elements of so many bytes beside the plain and the backward ones. */
function furtherBytes(shape: ConvShape, bytes: number): number {
  const { padded, lines } = furtherLengths(shape, 32 / bytes);
  return [padded, lines].reduce((sum, length) => sum + (length > 0 ? SharedHeap.bytesFor(length, bytes) : 0), 0);
}

/**
 * An engine that counts what the WASM engine would allocate and computes nothing: its arrays are all views of the same bytes, whose contents
 * mean nothing. Programs can be made on it, and asked for their shapes and windows. Everything else throws `ENGINE_MISUSE`.
 */
export function createCountingEngine(): { readonly engine: Engine; readonly counts: Counts } {
  const counts: Counts = { arrays: 0, weights: 0, singleWeights: 0 };
  let bytes = new ArrayBuffer(0);
  const room = (length: number, size: number): ArrayBuffer => {
    counts.arrays += SharedHeap.bytesFor(length, size);
    if (bytes.byteLength < length * size) bytes = new ArrayBuffer(length * size);
    return bytes;
  };
  const never = (): never => {
    throw misuse('The counting engine computes nothing.');
  };
  const packConv = (shape: ConvWeights['shape'], filters: ArrayLike<number>): ConvWeights => {
    counts.weights += packedCopies(shape) * SharedHeap.bytesFor(filters.length) + furtherBytes(shape, 8);
    counts.singleWeights += SharedHeap.bytesFor(filters.length, 4) + furtherBytes(shape, 4);
    counts.singleWeights += SharedHeap.bytesFor(1, 4);
    return { shape, filters: filters instanceof Float64Array ? filters : Float64Array.from(filters), areSingles: true };
  };
  const engine: Engine = {
    name: 'counting',
    allocate: (length) => new Float64Array(room(length, 8), 0, length),
    allocateSingles: (length) => new Float32Array(room(length, 4), 0, length),
    allocateIndices: (length) => {
      counts.arrays += SharedHeap.bytesFor(length, 4);
      return new Int32Array(length);
    },
    packConv,
    sumTerms,
    ...{ clear: never, take: never, takeSingles: never, give: never, convBackward: never, convSeed: never },
    ...{
      convForward: never,
      relax: never,
      accumulate: never,
      subtractReach: never,
      addBox: never,
      poolBackward: never,
      sparseBackward: never,
      demote: never,
      keepRows: never,
      openElements: never,
      dualNorm: never,
    },
    ...{ centreForm: never, linearBounds: never, reluRange: never, reluLines: never, lineUncertainties: never, outwardLines: never },
    ...{
      sShapedLines: never,
      anchorForm: never,
      singleConstants: never,
      singleLines: never,
      singleReach: never,
      sumOfReaches: never,
      addConstants: never,
      sumOfMagnitudes: never,
      ...{ middles: never, magnitudeTimes: never, movingUncertainties: never, sumOfConstants: never },
    },
  };
  return { engine, counts };
}

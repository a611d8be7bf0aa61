import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';

const SHAPES = { few: 3, many: 12 } as const;

function shapeOf(inChannels: number) {
  return {
    ...{ groups: 1, inChannels, outChannels: 4, kernelHeight: 3, kernelWidth: 3 },
    ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
  };
}

const filtersOf = (inChannels: number): Float64Array => Float64Array.from({ length: 36 * inChannels }, (_, k) => Math.sin(k));
/** Mostly zeros: lists of what is not are made. */
const coefficient = (k: number): number => (k % 5 === 0 ? Math.cos(k) : 0);

/** Sums over a window of n x n positions. */
function backward(engine: Engine, inChannels: number, n: number): Float64Array {
  const weights = engine.packConv(shapeOf(inChannels), filtersOf(inChannels));
  const [output, input] = [engine.take(4 * n * n), engine.take((n + 2) ** 2 * inChannels)];
  try {
    for (let k = 0; k < output.length; k++) output[k] = coefficient(k);
    engine.convBackward(weights, { outHeight: n, outWidth: n, inHeight: n + 2, inWidth: n + 2, offsetY: 0, offsetX: 0 }, 1, output, input);
    return Float64Array.from(input);
  } finally {
    engine.give(output);
    engine.give(input);
  }
}

describe.each([true, false])('scratch memory that could not grow (used before: %s)', (used) => {
  it.each(Object.entries(SHAPES))('is not written beyond its end, with %s input channels', (_name, inChannels) => {
    let refused = 0;
    for (let pages = 8; pages <= 64; pages += 2) {
      const engine = createWasmEngine({ memory: createSharedMemory(pages * 65536) });
      const held = engine.allocate(1000).fill(7);
      if (used) backward(engine, inChannels, 4);
      const code = (call: () => void): string => {
        try {
          call();
          return 'done';
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      const first = code(() => backward(engine, inChannels, 90));
      refused += Number(first === 'OUT_OF_MEMORY');
      // Whatever fits now is right, and leaves alone what others hold.
      const found: Float64Array[] = [];
      code(() => {
        found.push(backward(engine, inChannels, 60));
      });
      expect(held.every((value) => value === 7)).toBe(true);
      const exact = backward(createReferenceEngine(), inChannels, 60);
      for (const sums of found) expect(sums.every((value, k) => Math.abs(value - exact[k]!) < 1e-12)).toBe(true);
    }
    expect(refused).toBeGreaterThan(3);
  });
});

import { describe, expect, it } from 'vitest';
import { countingEngine } from '../../bench/support/counting-engine.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';

describe('the counting engine', () => {
  it('counts taps that reach an element of the window, and no others', () => {
    const { engine, take, stop } = countingEngine(createWasmEngine());
    const shape = {
      ...{ inChannels: 2, outChannels: 3, groups: 1, kernelHeight: 3, kernelWidth: 3 },
      ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
    };
    const weights = engine.packConv(shape, new Float64Array(54).fill(1));
    const [output, input] = [engine.allocate(4 * 12), engine.allocate(4 * 32)];
    // A 2x2 window whose input window of 4x4 lacks nothing, then one at a corner of the map: 2 of 3 taps along each axis for its first element.
    engine.convBackward(weights, { outHeight: 2, outWidth: 2, inHeight: 4, inWidth: 4, offsetY: 0, offsetX: 0 }, 4, output, input);
    expect(take()).toBe(4 * 4 * 9 * 6);
    engine.convBackward(weights, { outHeight: 2, outWidth: 2, inHeight: 3, inWidth: 3, offsetY: 1, offsetX: 1 }, 1, output, input);
    expect(take()).toBe(25 * 6);
    expect(take()).toBe(0);
    stop();
    engine.convBackward(weights, { outHeight: 2, outWidth: 2, inHeight: 3, inWidth: 3, offsetY: 1, offsetX: 1 }, 1, output, input);
    expect(take()).toBe(0);
  });
});

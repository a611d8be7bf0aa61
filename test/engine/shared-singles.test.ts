import { describe, expect, it } from 'vitest';
import type { ConvShape, ConvStep, ConvWeights, Engine } from '../../src/engine/engine.js';
import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { packed } from '../../src/engine/wasm/weights.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Random } from '../support/random.js';

const BASE = 1024;
const shape: ConvShape = { inChannels: 11, outChannels: 3, groups: 1, kernelHeight: 2, kernelWidth: 2, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 }; // prettier-ignore
const step: ConvStep = { outHeight: 1, outWidth: 1, inHeight: 2, inWidth: 2, offsetY: 0, offsetX: 0 };
const filters = new Random(1).array(3 * 4 * 11);

/** A backward step and a seed in singles. */
function steps(engine: Engine, weights: ConvWeights): number[] {
  const [output, input] = [engine.takeSingles(3), engine.takeSingles(44)];
  output.set([1, -0.5, 0.25]);
  engine.convBackward(weights, step, 1, output, input);
  const found = [...input];
  const channels = engine.allocateIndices(1).fill(2);
  engine.convSeed(weights, step, 1, channels, output, input);
  found.push(...input);
  for (const buffer of [output, input]) engine.give(buffer);
  return found;
}

const alone = createWasmEngine();
const expected = steps(alone, alone.packConv(shape, filters));

describe('weights in singles', () => {
  it('are filled once for all engines on a memory', () => {
    const memory = createSharedMemory();
    const used = (): number => (new Uint32Array(memory.buffer, BASE, 1)[0] ?? NaN) * 64;
    const [first, second] = [true, false].map((shareSingles) => createWasmEngine({ memory, base: BASE, shareSingles })) as [Engine, Engine];
    const weights = first.packConv(shape, filters);
    const clone = structuredClone(weights);
    // The second time its table of taps is kept.
    for (let times = 0; times < 2; times++) steps(second, clone);
    steps(first, first.packConv(shape, filters));
    const before = used();
    expect(steps(second, clone)).toEqual(expected);
    expect(steps(first, weights)).toEqual(expected);
    // The indices of the seeds, no second copy of the weights.
    expect(used() - before).toBeLessThan(4 * filters.length);
    const { singles } = packed(weights);
    expect(singles?.backward.byteOffset).toBe(packed(clone).singles?.backward.byteOffset);
    singles?.backward.fill(0);
    expect(steps(second, clone).slice(0, 44)).toEqual(new Array(44).fill(0));
  });

  it('are written again, to the same values, by an engine that comes while another one writes', () => {
    const memory = createSharedMemory();
    const [engine, other] = [true, false].map((shareSingles) => createWasmEngine({ memory, base: BASE, shareSingles })) as [Engine, Engine];
    const weights = engine.packConv(shape, filters);
    const { singles } = packed(weights);
    if (singles === null) throw new Error('no room was made');
    // As if a thread had filled a part and no more.
    singles.backward.set(filters.subarray(0, 10));
    expect(steps(engine, weights)).toEqual(expected);
    const [before, ready] = [[...singles.backward], singles.ready[0]];
    singles.ready[0] = 0;
    expect(steps(other, structuredClone(weights))).toEqual(expected);
    expect([[...singles.backward], ready, singles.ready[0]]).toEqual([before, 1, 1]);
  });

  it('get no room before they are asked for, where they are not shared', () => {
    const engine = createWasmEngine();
    const weights = engine.packConv(shape, filters);
    expect(packed(weights).singles).toBeNull();
    expect(steps(engine, weights)).toEqual(expected);
    expect(packed(weights).singles?.ready[0]).toBe(1);
  });
});

describe('filters', () => {
  it('in an array of the engine are not copied, others are', () => {
    const engine = createWasmEngine();
    const mine = engine.allocate(filters.length);
    mine.set(filters);
    expect(engine.packConv(shape, mine).filters).toBe(mine);
    const copy = engine.packConv(shape, filters).filters;
    expect([copy === filters, [...copy]]).toEqual([false, [...filters]]);
    expect(createWasmEngine().packConv(shape, mine).filters).not.toBe(mine);
  });
});

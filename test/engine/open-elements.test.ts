import { describe, expect, it } from 'vitest';
import { Random, reference, relaxed, wasm } from './support.js';

describe.each([reference, wasm, relaxed])('openElements of $name', (engine) => {
  it('lists the elements whose bounds have both signs, run by run', () => {
    const random = new Random(8);
    for (let round = 0; round < 300; round++) {
      const [positions, channels] = [random.integer(1, 30), random.integer(1, 9)];
      const size = positions * channels;
      const starts = engine.allocateIndices(positions);
      const order = Array.from({ length: positions }, (_, i) => i).sort(() => random.next() - 0.5);
      starts.set(order.map((position) => position * channels));
      const [lower, upper] = [engine.allocate(size), engine.allocate(size)];
      for (let k = 0; k < size; k++) {
        lower[k] = random.pick(-1, -0.5, 0, -0, 1, NaN, -Infinity, -1e-310);
        upper[k] = random.pick(-1, 0.5, 0, -0, 1, NaN, Infinity, 1e-310);
      }
      const [elements, counts] = [engine.allocateIndices(size), engine.allocateIndices(positions + 1)];
      const length = engine.openElements(starts, channels, lower, upper, elements, counts);
      const expected = order.map((position) => {
        const run = Array.from({ length: channels }, (_, c) => position * channels + c);
        return run.filter((k) => lower[k]! < 0 && upper[k]! > 0);
      });
      expect([...elements.subarray(0, length)]).toEqual(expected.flat());
      const before = expected.map((_, run) => expected.slice(0, run).flat().length);
      expect([...counts]).toEqual([...before, length]);
    }
  });
});

describe.each([wasm, relaxed])('openElements of $name', (engine) => {
  it.each([
    ['behind the bounds', [0, 3], 4, 3],
    ['before them', [-2, 0], 4, 3],
    ['with no room for all elements', [0, 2], 3, 3],
    ['with no room for all counts', [0, 2], 4, 2],
  ])('takes no runs %s', (_, runs, room, counts) => {
    const starts = engine.allocateIndices(2);
    starts.set(runs);
    expect(() => {
      engine.openElements(starts, 2, engine.allocate(4), engine.allocate(4), engine.allocateIndices(room), engine.allocateIndices(counts));
    }).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }) as Error);
  });
});

import { describe, expect, it } from 'vitest';
import { Random, reference, relaxed, wasm } from './support.js';

describe.each([reference, wasm, relaxed])('keepRows of $name', (engine) => {
  it('moves the rows that are kept to the front, in their order', () => {
    const random = new Random(5);
    for (let round = 0; round < 200; round++) {
      const [rows, run] = [random.integer(1, 30), random.integer(1, 70)];
      const values = random.values(rows * run).map(Math.fround);
      const rest = Array.from({ length: rows }, (_, row) => row).filter(() => random.next() < 0.6);
      const kept = engine.allocateIndices(rows);
      kept.set(rest);
      for (const block of [engine.take(rows * run), engine.takeSingles(rows * run)]) {
        block.set(values);
        engine.keepRows(block, run, kept, rest.length);
        expect([...block.subarray(0, rest.length * run)]).toEqual(rest.flatMap((row) => [...values.subarray(row * run, (row + 1) * run)]));
        engine.give(block);
      }
    }
  });
});

describe.each([wasm, relaxed])('keepRows of $name', (engine) => {
  it.each([
    ['descend', [2, 1]],
    ['come twice', [1, 1]],
    ['are not in the block', [1, 4]],
    ['are negative', [-1, 2]],
  ])('takes no rows that %s', (_, rows) => {
    const kept = engine.allocateIndices(2);
    kept.set(rows);
    expect(() => {
      engine.keepRows(engine.allocate(4 * 3), 3, kept, 2);
    }).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }) as Error);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InOrder } from '../../src/run/in-order.js';

describe('results in order', () => {
  it('come each once and ascending, however they are put in', () => {
    const permutation = fc.integer({ min: 1, max: 20 }).chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }));
    fc.assert(
      fc.property(permutation, (positions) => {
        const delivered: number[] = [];
        const ordered = new InOrder<number>((item) => delivered.push(item));
        positions.forEach((position) => ordered.put(position, position));
        return delivered.every((item, k) => item === k) && delivered.length === positions.length;
      }),
    );
  });

  it('come as soon as all before them are there', () => {
    const delivered: string[] = [];
    const ordered = new InOrder<string>((item) => delivered.push(item));
    ordered.put(1, 'b');
    ordered.put(0, 'a');
    ordered.put(3, 'd');
    expect(delivered).toEqual(['a', 'b']);
  });

  it('are flushed without those that never came', () => {
    const delivered: string[] = [];
    const ordered = new InOrder<string>((item) => delivered.push(item));
    ordered.put(7, 'h');
    ordered.put(3, 'd');
    ordered.put(4, 'e');
    ordered.flush();
    expect(delivered).toEqual(['d', 'e', 'h']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productError, sumError } from '../../src/graph/folded.js';
import { add, dyadic, type Dyadic, multiply } from '../support/dyadic.js';
import { absolute, less, subtract } from '../support/dyadic-parts.js';

const number = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }),
  fc.integer({ min: -255, max: 255 }).map((x) => x * Math.fround(0.1)),
);

function holds(exact: Dyadic, computed: number, bound: number): boolean {
  return !less(dyadic(bound), absolute(subtract(exact, dyadic(computed))));
}

describe('the bound of the rounding of a constant', () => {
  it('holds for sums and products of exact numbers', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [x, y] = [dyadic(a), dyadic(b)];
        return holds(add(x, y), a + b, sumError(a, 0, b, 0)) && holds(multiply(x, y), a * b, productError(a, 0, b, 0));
      }),
      { numRuns: 3000 },
    );
  });

  it('is 0 where nothing is rounded: quantized numbers', () => {
    const scale = Math.fround(0.1);
    const errors = [sumError(-128, 0, 130, 0), sumError(7, 0, -7, 0), productError(-255, 0, scale, 0), productError(scale, 0, scale, 0)];
    expect(errors).toEqual([0, 0, 0, 0]);
  });

  it('is not 0 where something is', () => {
    expect(
      [sumError(1, 0, 2 ** -60, 0), productError(0.1, 0, 0.1, 0), productError(2 ** -149, 0, 2 ** -1000, 0)].map((e) => e > 0),
    ).toEqual([true, true, true]);
  });
});

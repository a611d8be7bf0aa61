import { describe, expect, it } from 'vitest';
import { compare } from '../../src/run/compare.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('the comparison with a runtime', () => {
  it('finds the worst element, relative to the largest wanted value', () => {
    expect(compare(of(1, 2.5, -8), of(1, 2, -8))).toEqual({ absolute: 0.5, relative: 0.0625, element: 1, within: false });
  });

  it('takes differences of float32 for none, also where terms cancel', () => {
    expect(compare(of(1000, 0.05), of(1000, 0)).within).toBe(true);
  });

  it.each([
    ['equal infinities and NaN', of(Infinity, NaN, 0), of(Infinity, NaN, -0), true],
    ['NaN for a number', of(NaN, 1), of(1, 1), false],
    ['a number for NaN', of(1, 1), of(1, NaN), false],
    ['infinity for a number', of(1, -Infinity), of(1, 5), false],
    ['opposite infinities', of(Infinity), of(-Infinity), false],
  ])('of %s', (_, found, wanted, within) => {
    expect(compare(found, wanted).within).toBe(within);
  });
});

import { describe, expect, it } from 'vitest';
import { Moments } from '../../src/explain/moments.js';
import { largest, overlap } from '../../src/explain/selection.js';

describe('selection', () => {
  it('takes the largest, ties by position, and never null', () => {
    expect(largest([1, null, 3, Infinity, 3, NaN, 2], 4)).toEqual([3, 2, 4, 6]);
    expect(largest([null, null], 3)).toEqual([]);
  });

  it('overlaps as the authors count it, and as Jaccard does', () => {
    expect(overlap([1, 2, 3, 4, 5], [4, 5, 6, 7, 8])).toEqual({ same: 2, authors: 0.2, jaccard: 0.25 });
    expect(overlap([1, 2], [2, 1])).toEqual({ same: 2, authors: 0.5, jaccard: 1 });
    expect(overlap([], [3])).toEqual({ same: 0, authors: 0, jaccard: 0 });
    expect(overlap([], [])).toEqual({ same: 0, authors: null, jaccard: null });
  });
});

describe('moments', () => {
  it('are those of the population, and null where nothing varies', () => {
    const moments = new Moments(3);
    const scores = [0.1, 0.4, 0.2];
    [[1, 0.1, 5], [2, 0.1, -1], [6, 0.1, 3]].forEach((values, i) => moments.add(Float64Array.from(values), scores[i]!)); // prettier-ignore
    expect([moments.mean(0), moments.variance(0), moments.variance(1)]).toEqual([3, 14 / 3, 0]);
    expect(moments.correlation(0)).toBeCloseTo(Math.abs(-2 * (0.1 - 0.7 / 3) + -1 * (0.4 - 0.7 / 3) + 3 * (0.2 - 0.7 / 3)) / Math.sqrt(14 * (0.01 + 0.16 + 0.04 - 0.49 / 3)), 12); // prettier-ignore
    expect(moments.correlation(1)).toBeNull();
    expect([moments.minimum(2), moments.maximum(2)]).toEqual([-1, 5]);
  });

  it('have no correlation with a score that does not vary', () => {
    const moments = new Moments(1);
    for (const value of [1, 2, 3]) moments.add(Float64Array.of(value), 1);
    expect(moments.correlation(0)).toBeNull();
  });
});

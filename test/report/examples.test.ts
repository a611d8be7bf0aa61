import { describe, expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from '../../src/report/details.js';
import { Random } from '../support/random.js';
import { chooseExamples } from '../../src/report/examples.js';

const ok = (index: number, certifiedRadius: number) => ({ index, status: 'ok' as const, cleanMargin: 1, certifiedRadius });
const wrong = (index: number, cleanMargin: number) => ({ index, status: 'misclassified' as const, cleanMargin, certifiedRadius: 0 });
const failed = (index: number) => ({ index, status: 'error' as const, cleanMargin: null, certifiedRadius: null });

describe('the choice of examples', () => {
  const many = Array.from({ length: 40 }, (_, index) => ok(index, (40 - index) / 100));

  it('takes a quarter of wrong ones, half of the weakest, and the rest as they are drawn', () => {
    const results = [...many, wrong(100, -1), wrong(101, -3), wrong(102, -2), failed(103)];
    expect(chooseExamples(results, 8)).toEqual([0, 34, 36, 37, 38, 39, 101, 102]);
  });

  it('takes weak ones instead of wrong ones that there are not', () => {
    expect(chooseExamples(many, 4)).toEqual([0, 34, 38, 39]);
    expect(chooseExamples(many, 0)).toEqual([]);
  });

  it('of a part of a run holds all that the whole run would choose there, whatever the parts', () => {
    const random = new Random(5);
    for (let round = 0; round < 400; round++) {
      const results = Array.from({ length: random.integer(1, 30) }, (_, index) =>
        random.pick([ok(index, random.integer(0, 4)), ok(index, random.next()), wrong(index, -random.integer(1, 3)), failed(index)]),
      );
      const shards = random.integer(1, 4);
      const count = random.integer(0, 12);
      const parts = Array.from({ length: shards }, (_, k) => {
        return chooseExamples(
          results.filter((_result, at) => at % shards === k),
          count,
        );
      });
      const lost = chooseExamples(results, count).filter((index) => !parts.flat().includes(index));
      expect(lost, `round ${round}`).toEqual([]);
    }
  });

  it('takes all there are, each once, but none that failed', () => {
    expect(chooseExamples([ok(0, 1), failed(1), wrong(2, -1), wrong(3, -2), wrong(4, -3)], 9)).toEqual([0, 2, 3, 4]);
    expect(chooseExamples([failed(0)], 5)).toEqual([]);
  });

  it('goes by proved margins where there are no radii', () => {
    const verdict = (index: number, lower: number | null) => ({
      index,
      status: 'ok' as const,
      cleanMargin: 1,
      margins: [{ class: 1, lower }],
    });
    expect(chooseExamples([verdict(0, 3), verdict(1, 0.1), verdict(2, null), verdict(3, 2)], 3)).toEqual([0, 1, 2]);
  });
});

it('arrays come back from base64 as singles', () => {
  expect(decodeFloats(encodeFloats(Float64Array.of(0, 0.1, -1e-30)))).toEqual(Float64Array.of(0, Math.fround(0.1), Math.fround(-1e-30)));
  expect(decodeFloats('')).toHaveLength(0);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchRadius, type RadiusQuery } from '../../src/certify/radius-search.js';
import { StoppedError } from '../../src/errors.js';

/** A single margin clean * (1 - share(epsilon / radius)), share(0) = 0, share(1) = 1. */
function query(shape: (x: number) => number, radius: number, changes: Partial<RadiusQuery> = {}): RadiusQuery & { evaluated: number[] } {
  const evaluated: number[] = [];
  return {
    margins: [{ class: 1, clean: 3, linear: null }],
    bound: (epsilon) => {
      evaluated.push(epsilon);
      return [3 * (1 - shape(epsilon / radius))];
    },
    guess: radius * 0.3,
    attacked: null,
    largest: radius * 1e6,
    precision: 1e-3,
    evaluated,
    ...changes,
  };
}

/** Like bounds of a network: linear at first, then falling ever faster. */
const curved = (looseness: number, growth: number) => (x: number) => (x * (1 + looseness * x ** growth)) / (1 + looseness);

const shapes = fc.record({ looseness: fc.double({ min: 0, max: 20, noNaN: true }), growth: fc.double({ min: 0.5, max: 5, noNaN: true }) });
const magnitudes = fc.double({ min: -9, max: 3, noNaN: true }).map((e) => 10 ** e);
const starts = fc.double({ min: -1, max: 1, noNaN: true }).map((e) => 10 ** e);

describe('the radius search', () => {
  it('finds the crossing of monotone margins to the precision asked for, from the certified side', () => {
    fc.assert(
      fc.property(shapes, magnitudes, starts, fc.constantFrom(1e-1, 1e-3, 1e-6), ({ looseness, growth }, radius, start, precision) => {
        const found = searchRadius(query(curved(looseness, growth), radius, { guess: radius * start, precision })).radius;
        return found < radius * (1 + 1e-12) && found * (1 + precision) >= radius * (1 - 1e-12);
      }),
      { numRuns: 500 },
    );
  });

  it('takes about four evaluations for 1e-3 where margins fall like those of networks', () => {
    let total = 0;
    let most = 0;
    let runs = 0;
    for (const looseness of [0, 0.3, 1, 3, 10]) {
      for (const growth of [1, 2, 4]) {
        for (const start of [0.3, 0.8, 1.5, 4]) {
          const linear = 1 + looseness;
          const margins = [{ class: 1, clean: 3, linear }];
          const { evaluations } = searchRadius(query(curved(looseness, growth), 1, { guess: start, margins }));
          total += evaluations;
          most = Math.max(most, evaluations);
          runs++;
        }
      }
    }
    expect({ mean: total / runs <= 4, most: most <= 5 }).toEqual({ mean: true, most: true });
  });

  it('returns only what was evaluated and positive, however the margin jumps', () => {
    fc.assert(
      fc.property(shapes, magnitudes, starts, fc.integer(), ({ looseness, growth }, radius, start, seed) => {
        const smooth = curved(looseness, growth);
        const jumps = (x: number) => smooth(x) * (1 + 0.1 * Math.sin(1e5 * x + seed)) + (Math.sin(37 * x + seed) > 0.9 ? 0.3 : 0);
        const positive = new Set([0]);
        const outcome = searchRadius({
          ...query(jumps, radius, { guess: radius * start }),
          bound: (epsilon) => {
            const margin = 3 * (1 - jumps(epsilon / radius));
            if (margin > 0) positive.add(epsilon);
            return [margin];
          },
        });
        return positive.has(outcome.radius) && outcome.evaluations <= 60;
      }),
    );
  });

  it('takes the smallest of several margins', () => {
    const margins = [
      { class: 4, clean: 1, linear: null },
      { class: 7, clean: 5, linear: null },
    ];
    const outcome = searchRadius({ ...query((x) => x, 1, { margins }), bound: (epsilon) => [1 - epsilon, 5 - 20 * epsilon] });
    expect(outcome.limitingClass).toBe(7);
    expect(outcome.radius).toBeGreaterThan(0.25 * (1 - 1e-3));
  });

  it('never goes to or beyond the distance of a counterexample', () => {
    const q = query((x) => x / 10, 1, { attacked: 1.5, guess: 0.4 });
    const outcome = searchRadius(q);
    expect(Math.max(...q.evaluated)).toBeLessThan(1.5);
    expect(outcome).toMatchObject({ unbounded: false });
    expect(outcome.radius * (1 + 1e-3)).toBeGreaterThanOrEqual(1.5);
  });

  it('says unbounded when the largest epsilon is certified, soon', () => {
    const outcome = searchRadius(query(() => 0, 1));
    expect(outcome).toMatchObject({ radius: 1e6, unbounded: true, limitingClass: 1 });
    expect(outcome.evaluations).toBeLessThanOrEqual(4);
  });

  it.each([-1, -Infinity, NaN])('gives radius 0 after a limited descent when the margin is always %s', (value) => {
    const q = query((x) => x, 1);
    const outcome = searchRadius({ ...q, bound: (epsilon) => [q.evaluated.push(epsilon) > 0 ? value : 0] });
    expect(outcome).toMatchObject({ radius: 0, unbounded: false, limitingClass: 1 });
    expect(outcome.evaluations).toBeLessThanOrEqual(15);
    expect(Math.min(...q.evaluated)).toBeGreaterThanOrEqual(0.3e-9);
  });

  it('does not take an infinite margin for a proof', () => {
    expect(searchRadius({ ...query((x) => x, 1), bound: () => [Infinity] }).radius).toBe(0);
  });

  it('copes with margins of which nothing is proved beyond some epsilon', () => {
    const outcome = searchRadius({ ...query((x) => x, 1, { guess: 40 }), bound: (epsilon) => [epsilon > 1 ? -Infinity : 3 - epsilon] });
    expect(outcome.radius).toBeLessThanOrEqual(1);
    expect(outcome.radius * 1.001).toBeGreaterThan(1);
  });

  it('keeps the last radius proved when it is stopped', () => {
    const q = query((x) => x, 1);
    const outcome = searchRadius({
      ...q,
      bound: (epsilon) => {
        if (q.evaluated.length === 2) throw new StoppedError('TIMEOUT', 'late');
        return q.bound(epsilon);
      },
    });
    expect(outcome.stopped?.code).toBe('TIMEOUT');
    expect(outcome.radius).toBe(Math.max(...q.evaluated.filter((epsilon) => epsilon < 1)));
    expect(outcome.evaluations).toBe(2);
  });

  it('lets other errors through', () => {
    const broken = () => {
      throw new RangeError('a fault');
    };
    expect(() => searchRadius({ ...query((x) => x, 1), bound: broken })).toThrow(RangeError);
  });
});

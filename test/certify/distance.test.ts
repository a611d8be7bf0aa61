import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceAbove } from '../../src/certify/distance.js';
import { add, compare, dyadic, maximum, multiply, ZERO, type Dyadic } from '../support/dyadic.js';
import { absolute, less, subtract } from '../support/dyadic-parts.js';

const reals = fc.oneof(
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.double({ noNaN: true, min: -1e150, max: 1e150 }),
  fc.integer({ min: -255, max: 255 }).map((k) => k / 255),
);
const vectors = fc
  .integer({ min: 1, max: 6 })
  .chain((n) => fc.tuple(fc.array(reals, { minLength: n, maxLength: n }), fc.array(reals, { minLength: n, maxLength: n })));

/** Whether |x - c|_p <= r, in exact arithmetic. */
function holds(norm: 'l1' | 'l2' | 'linf', x: number[], c: number[], r: number): boolean {
  const parts = x.map((value, i) => absolute(subtract(dyadic(value), dyadic(c[i]!))));
  const radius = dyadic(r);
  if (norm === 'l2')
    return (
      compare(
        parts.reduce<Dyadic>((sum, d) => add(sum, multiply(d, d)), ZERO),
        multiply(radius, radius),
      ) <= 0
    );
  return !less(radius, norm === 'l1' ? parts.reduce(add, ZERO) : parts.reduce(maximum, ZERO));
}

describe.each(['l1', 'l2', 'linf'] as const)('the %s distance', (norm) => {
  it('is never below the real one', () => {
    fc.assert(fc.property(vectors, ([x, c]) => holds(norm, x, c, distanceAbove(norm, Float64Array.from(x), Float64Array.from(c), null))));
  });

  it('is hardly above the real one', () => {
    fc.assert(
      fc.property(vectors, ([x, c]) => {
        const distance = distanceAbove(norm, Float64Array.from(x), Float64Array.from(c), null);
        return distance < 1e-100 || !holds(norm, x, c, distance * (1 - 1e-13));
      }),
    );
  });

  it('divides by the weights, rounded up', () => {
    const weights = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(reals, reals, weights, (x, c, w) => {
        const distance = distanceAbove(norm, Float64Array.of(x), Float64Array.of(c), Float64Array.of(w));
        return !less(multiply(dyadic(distance), dyadic(w)), absolute(subtract(dyadic(x), dyadic(c))));
      }),
    );
  });

  it('is exact for one element that moved exactly', () => {
    expect(distanceAbove(norm, Float64Array.of(0.75, 3), Float64Array.of(0.5, 3), null)).toBe(0.25);
  });

  it('is infinite when a fixed element moved, and does not mind one that did not', () => {
    const weights = Float64Array.of(1, 0);
    expect(distanceAbove(norm, Float64Array.of(1, 2), Float64Array.of(0, 3), weights)).toBe(Infinity);
    expect(distanceAbove(norm, Float64Array.of(1, 3), Float64Array.of(0, 3), weights)).toBe(1);
  });

  it('is NaN for NaN, so that no comparison holds', () => {
    expect(distanceAbove(norm, Float64Array.of(NaN, 1), Float64Array.of(0, 0), null)).toBeNaN();
  });
});

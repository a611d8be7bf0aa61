import { describe, expect, it } from 'vitest';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import { add, compare, dyadic, multiply, negate } from '../support/dyadic.js';
import { Random } from '../support/random.js';

const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];

describe('the box of a ball', () => {
  it.each(NORMS)('%s: holds x +- epsilon w in exact arithmetic', (norm) => {
    const random = new Random(5);
    const size = 500;
    const centre = Float64Array.from({ length: size }, () => random.uniform(-1, 1) * 10 ** random.integer(-12, 12));
    const weights = Float64Array.from({ length: size }, () => random.pick([1, random.next() * 10 ** random.integer(-12, 12), 2 ** -1070]));
    const wrong = [0.1, 1e-17, 3, 2 ** -60, 1e-310].flatMap((epsilon) => {
      const { lower, upper } = ballRegion(norm, centre, epsilon, weights, null);
      return [...centre.keys()].filter((i) => {
        const radius = multiply(dyadic(epsilon), dyadic(weights[i]!));
        const [low, high] = [add(dyadic(centre[i]!), negate(radius)), add(dyadic(centre[i]!), radius)];
        return compare(dyadic(lower[i]!), low) > 0 || compare(dyadic(upper[i]!), high) < 0;
      });
    });
    expect(wrong).toEqual([]);
  });

  it('is the point itself where nothing can move', () => {
    const centre = Float64Array.of(0.1, 0.3);
    const { lower, upper } = ballRegion('linf', centre, 0.5, Float64Array.of(0, 1), null);
    const still = ballRegion('l2', centre, 0, null, null);
    expect([lower[0], upper[0], still.lower, still.upper]).toEqual([0.1, 0.1, centre, centre]);
  });

  it('is cut exactly at the declared range, the centre on its edge included', () => {
    const centre = Float64Array.of(0, 0.5, 1);
    const clip = { lower: new Float64Array(3), upper: new Float64Array(3).fill(1) };
    const { lower, upper } = ballRegion('linf', centre, 0.7, null, clip);
    expect([[...lower], [...upper]]).toEqual([[0, 0, expect.closeTo(0.3, 12)], [expect.closeTo(0.7, 12), 1, 1]]); // prettier-ignore
  });

  it.each([
    ['binds where the range cuts it', 0.6, true],
    ['does not bind where the ball is inside', 0.4, false],
  ])('%s', (_name, epsilon, binds) => {
    const clip = { lower: Float64Array.of(0), upper: Float64Array.of(1) };
    expect(ballRegion('l2', Float64Array.of(0.5), epsilon, null, clip).boxBinds).toBe(binds);
  });
});

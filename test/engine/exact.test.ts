import { describe, expect, it } from 'vitest';
import { exactProduct, exactQuotient, exactSum } from '../../src/engine/exact.js';
import { add, compare, dyadic, multiply } from '../support/dyadic.js';
import { Random } from '../support/random.js';

/** Doubles of few and of many bits, so that results are exact now and then. */
function numbers(random: Random): number {
  const bits = random.pick([3, 20, 26, 40, 53]);
  return Math.round(random.uniform(-1, 1) * 2 ** bits) * 2 ** random.pick([-80, -30, -bits, 0, 40]);
}

describe('exact arithmetic', () => {
  it.each([
    ['sum', exactSum, add, (a: number, b: number) => a + b],
    ['product', exactProduct, multiply, (a: number, b: number) => a * b],
  ] as const)('has a %s where the rounded one is the real one, and only there', (_, exact, real, rounded) => {
    const random = new Random(4);
    const seen = { exact: 0, rounded: 0 };
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [numbers(random), numbers(random)];
      const isExact = compare(real(dyadic(a), dyadic(b)), dyadic(rounded(a, b))) === 0;
      seen[isExact ? 'exact' : 'rounded']++;
      if (exact(a, b) !== (isExact ? rounded(a, b) : null)) throw new Error(`${a} and ${b}`);
    }
    expect(Math.min(seen.exact, seen.rounded)).toBeGreaterThan(2000);
  });

  it('has a quotient where that times the divisor is the dividend', () => {
    expect([exactQuotient(6, 3), exactQuotient(1, 3), exactQuotient(0, 3), exactQuotient(1, 0), exactQuotient(0, 0), exactQuotient(-0.75, 0.5)]).toEqual([2, null, 0, null, null, -1.5]); // prettier-ignore
  });

  it('promises nothing near the limits of the doubles', () => {
    expect([exactProduct(2 ** -600, 2 ** -400), exactProduct(2 ** 600, 2 ** 400), exactSum(2 ** 1000, 1), exactSum(NaN, 1), exactProduct(0, Infinity)]).toEqual([null, null, null, null, null]); // prettier-ignore
  });
});

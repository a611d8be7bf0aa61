import { describe, expect, it } from 'vitest';
import { quarterTurns, turn } from '../../src/activations/elementary/quarter-turns.js';
import { dyadic, type Dyadic, multiply } from '../support/dyadic.js';
import { absolute, bitLength, divide, subtract, toFixed, toNumber } from '../support/dyadic-parts.js';
import { ulpsFrom } from '../support/intervals.js';
import { pi } from '../support/precise.js';
import { Random } from '../support/random.js';

const BITS = 2400;
const HALF_PI: Dyadic = { mantissa: pi(BITS), exponent: -BITS - 1 };
const whole = (value: bigint): Dyadic => ({ mantissa: value, exponent: 0 });

/** floor(log2) of the least |m 2^e - k pi/2| over whole 0 < m < 2^53 and k: the last convergent m / k of pi/2 2^-e attains it. */
function nearest(e: number): number {
  let [a, b] = [HALF_PI.mantissa, 1n << BigInt(BITS + 1 + e)];
  let [m, previousM, k, previousK] = [1n, 0n, 0n, 1n];
  for (;;) {
    const q = a / b;
    [a, b] = [b, a - q * b];
    const [nextM, nextK] = [q * m + previousM, q * k + previousK];
    if (nextM >= 1n << 53n) return bitLength(subtract({ mantissa: m, exponent: e }, multiply(whole(k), HALF_PI))) - 1;
    [m, previousM, k, previousK] = [nextM, m, nextK, k];
  }
}

/** By how many u of itself the rest of x is off, its turns reckoned modulo 4. */
function restError(x: number): number {
  const turned = { quarter: NaN, rest: NaN };
  turn(x, turned);
  const turns = 2n * toFixed(subtract(dyadic(x), dyadic(turned.rest)), BITS + 1) + HALF_PI.mantissa;
  const rounded = turns / (2n * HALF_PI.mantissa) - (turns < 0n ? 1n : 0n);
  if ((rounded - BigInt(turned.quarter)) % 4n !== 0n) return Infinity;
  const exact = subtract(dyadic(x), multiply(whole(rounded), HALF_PI));
  return toNumber(divide(absolute(subtract(dyadic(turned.rest), exact)), absolute(exact))) * 2 ** 53;
}

describe('quarter turns', () => {
  it('no double is nearer than 2^-61 to a multiple of pi/2', () => {
    const distances = Array.from({ length: 1025 }, (_, i) => nearest(i - 53));
    expect(Math.min(...distances)).toBe(-61);
  });

  it('leave a rest that is off by 3.1 u at most, near multiples of pi/2 and far out', () => {
    const random = new Random(3);
    const points = [45.553093477052, 5.319372648326541e255, 2 ** 20, ulpsFrom(2 ** 20, 1), Number.MAX_VALUE, 0.785, 0.7854, Math.PI / 4];
    for (let i = 0; i < 3000; i++) points.push(ulpsFrom(quarterTurns(random.integer(1, 667543)), random.integer(-3, 3)));
    for (let i = 0; i < 3000; i++) points.push(random.uniform(1, 2) * 2 ** random.integer(-1, 1022), random.uniform(0.5, 2 ** 20));
    const worst = Math.max(...points.flatMap((x) => [restError(x), restError(-x)]));
    expect([worst > 1, worst <= 3.1]).toEqual([true, true]);
  });

  it('are placed within 0.51 ulp', () => {
    const random = new Random(4);
    const indices = [1, 2, 3, 7, ...Array.from({ length: 3000 }, () => random.integer(1, 2 ** 20))];
    const worst = Math.max(
      ...indices.map((n) => {
        const placed = quarterTurns(n);
        const off = absolute(subtract(dyadic(placed), multiply(whole(BigInt(n)), HALF_PI)));
        return toNumber(off) / (ulpsFrom(placed, 1) - placed);
      }),
    );
    expect(worst).toBeLessThan(0.51);
  });
});

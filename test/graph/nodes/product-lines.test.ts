import { describe, expect, it } from 'vitest';
import { type ProductChoice, type ProductPlanes, productRange, relaxProduct } from '../../../src/graph/nodes/product-lines.js';
import { add, type Dyadic, dyadic, multiply, negate } from '../../support/dyadic.js';
import { sign, toNumber } from '../../support/dyadic-parts.js';
import { Random } from '../../support/random.js';

type Relax = typeof relaxProduct;
const CHOICES: readonly ProductChoice[] = ['middle', 'low', 'high'];

function interval(random: Random): { lower: number; upper: number } {
  const scale = random.pick([1e-160, 1e-3, 1, 1, 1, 1e9]);
  const lower = random.uniform(-1, 1) * scale;
  const width = random.pick([0, 2 ** -52, 1e-9, 1, 1, 3]) * scale;
  return { lower, upper: lower + width };
}

/** slopeA a + slopeB b + intercept - a b, exactly. */
function excess(a: number, b: number, slopeA: number, slopeB: number, intercept: number): Dyadic {
  const linear = add(add(multiply(dyadic(slopeA), dyadic(a)), multiply(dyadic(slopeB), dyadic(b))), dyadic(intercept));
  return add(linear, negate(multiply(dyadic(a), dyadic(b))));
}

/** Largest exact amount by which a plane is on the wrong side at a corner: there a bilinear function minus a plane is extreme. */
function worst(relax: Relax, cases = 2000): number {
  const random = new Random(3);
  const planes: ProductPlanes = { lowerSlopeA: 0, lowerSlopeB: 0, lowerIntercept: 0, upperSlopeA: 0, upperSlopeB: 0, upperIntercept: 0 };
  let most = 0;
  for (let i = 0; i < cases; i++) {
    const [a, b] = [interval(random), interval(random)];
    relax(a, b, random.pick(CHOICES), planes);
    for (const x of [a.lower, a.upper]) {
      for (const y of [b.lower, b.upper]) {
        const low = excess(x, y, planes.lowerSlopeA, planes.lowerSlopeB, planes.lowerIntercept);
        const high = negate(excess(x, y, planes.upperSlopeA, planes.upperSlopeB, planes.upperIntercept));
        for (const amount of [low, high]) if (sign(amount) > 0) most = Math.max(most, toNumber(amount), Number.MIN_VALUE);
      }
    }
  }
  return most;
}

describe('planes of a product', () => {
  it('hold exactly at every corner, for every choice', () => {
    expect(worst(relaxProduct)).toBe(0);
  });

  it.each<[string, Relax]>([
    ['intercepts are not rounded', (a, b, choice, out) => {
      relaxProduct(a, b, choice, out);
      out.lowerIntercept = -a.lower * b.lower;
      out.lowerSlopeA = b.lower;
      out.lowerSlopeB = a.lower;
    }],
    ['the pairs are mixed up', (a, b, choice, out) => {
      relaxProduct(a, b, choice, out);
      out.upperSlopeA = choice === 'low' ? b.lower : out.upperSlopeA;
    }],
    ['the overhang of the middle plane is halved', (a, b, choice, out) => {
      relaxProduct(a, b, choice, out);
      const p = (a.lower + a.upper) / 2;
      const q = (b.lower + b.upper) / 2;
      if (choice === 'middle') out.lowerIntercept = (out.lowerIntercept - p * q) / 2;
    }],
  ])('are found out when %s', (_name, relax) => {
    expect(worst(relax)).toBeGreaterThan(0);
  }); // prettier-ignore

  it('touch the product: every choice leaves the mean gap of a quarter of the widths, below and above', () => {
    const planes: ProductPlanes = { lowerSlopeA: 0, lowerSlopeB: 0, lowerIntercept: 0, upperSlopeA: 0, upperSlopeB: 0, upperIntercept: 0 };
    const [a, b] = [{ lower: -1, upper: 3 }, { lower: 2, upper: 4 }]; // prettier-ignore
    for (const choice of CHOICES) {
      relaxProduct(a, b, choice, planes);
      const gapBelow = 1 * 3 - (planes.lowerSlopeA * 1 + planes.lowerSlopeB * 3 + planes.lowerIntercept);
      const gapAbove = planes.upperSlopeA * 1 + planes.upperSlopeB * 3 + planes.upperIntercept - 1 * 3;
      expect([gapBelow, gapAbove].map((gap) => gap.toFixed(9))).toEqual(['2.000000000', '2.000000000']);
    }
  });

  it('are the product itself where one factor is fixed', () => {
    const planes: ProductPlanes = { lowerSlopeA: 0, lowerSlopeB: 0, lowerIntercept: 0, upperSlopeA: 0, upperSlopeB: 0, upperIntercept: 0 };
    relaxProduct({ lower: -1, upper: 3 }, { lower: 2, upper: 2 }, 'high', planes);
    expect([planes.lowerSlopeA, planes.upperSlopeA]).toEqual([2, 2]);
    expect(planes.upperIntercept - planes.lowerIntercept).toBeLessThan(1e-14);
  });

  it('have a range that holds every corner and no more than rounding beyond', () => {
    const random = new Random(4);
    for (let i = 0; i < 500; i++) {
      const [a, b] = [interval(random), interval(random)];
      const range = { lower: 0, upper: 0 };
      productRange(a, b, range);
      const corners = [a.lower, a.upper].flatMap((x) => [b.lower, b.upper].map((y) => multiply(dyadic(x), dyadic(y))));
      for (const corner of corners) {
        expect(sign(add(corner, negate(dyadic(range.lower))))).toBeGreaterThanOrEqual(0);
        expect(sign(add(dyadic(range.upper), negate(corner)))).toBeGreaterThanOrEqual(0);
      }
      const scale = Math.max(...corners.map((corner) => Math.abs(toNumber(corner))));
      expect(range.lower).toBeGreaterThanOrEqual(Math.min(...corners.map(toNumber)) - 1e-15 * scale - 1e-300);
    }
  });
});

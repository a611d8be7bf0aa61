import { describe, expect, it } from 'vitest';
import { addConstants } from '../../src/engine/anchored.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { LANE_TERMS, singleGamma } from '../../src/engine/precision.js';
import { addUp, SingleConstants, totalOf, totalReach } from '../../src/graph/singles.js';
import { add, compare, dyadic, maximum, multiply, negate, type Dyadic } from '../support/dyadic.js';
import { Random } from '../support/random.js';

const SIZE = 64;

function lines(random: Random) {
  const singles = (most: number): Float32Array => Float32Array.from({ length: SIZE }, () => most * (2 * random.next() - 1));
  const slope = (): Float32Array => singles(2).map((value) => (random.next() < 0.3 ? random.pick([0, 1, -1]) : value));
  return {
    ...{ lowerSlope: slope(), lowerIntercept: singles(3), upperSlope: slope(), upperIntercept: singles(3) },
    uncertainty: singles(1e-6).map((value) => Math.abs(value) * random.pick([0, 1])),
  };
}

function constants(random: Random): SingleConstants {
  const made = new SingleConstants(createReferenceEngine(), SIZE);
  for (let k = 0; k < SIZE; k++) {
    made.bias[k] = random.pick([0, 1e-7, 1, 30, 1e6]) * (2 * random.next() - 1);
    made.uncertainty[k] = random.pick([0, 1e-9, 1e-6, 1]) * random.next();
  }
  return made;
}

const product = (a: number, b: number): Dyadic => multiply(dyadic(a), dyadic(b));
const sum = (...terms: Dyadic[]): Dyadic => terms.reduce(add);

type LinesOf = ReturnType<typeof lines>;

/** What a row gets at element k without its coefficients, at least: coefficient times intercept, less the uncertainty. */
function constantOf(from: LinesOf, k: number, a: number): Dyadic {
  const intercept = (a >= 0 ? from.lowerIntercept : from.upperIntercept)[k]!;
  return add(product(a, intercept), negate(product(Math.abs(a), from.uncertainty[k]!)));
}

describe('lines that hold the constants of the map before them', () => {
  it('give rows no more than lines and map do one after the other, and little less', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const [plain, map] = [lines(random), constants(random)];
      const folded = { ...plain, lowerIntercept: plain.lowerIntercept.slice(), upperIntercept: plain.upperIntercept.slice() };
      folded.uncertainty = plain.uncertainty.slice();
      addConstants(folded, map);
      for (let k = 0; k < SIZE; k++) {
        const a = Math.fround(random.pick([1e-3, 1, 1e3]) * (2 * random.next() - 1));
        const slope = (a >= 0 ? plain.lowerSlope : plain.upperSlope)[k]!;
        // The coefficient behind the line is a single.
        const behind = Math.fround(a * slope);
        const [bias, unsure] = [map.bias[k]!, map.uncertainty[k]!];
        const apart = sum(constantOf(plain, k, a), product(behind, bias), negate(product(Math.abs(behind), unsure)));
        const together = constantOf(folded, k, a);
        expect(compare(together, apart)).toBeLessThanOrEqual(0);
        // What lanes of singles lose of the intercept, beyond what is in both uncertainties for its parts.
        const [before, after] = [plain, folded].map((from) => Math.abs((a >= 0 ? from.lowerIntercept : from.upperIntercept)[k]!));
        const grown = sum(dyadic(after!), dyadic(-before!), negate(product(Math.abs(slope), Math.abs(bias))));
        const lost = multiply(dyadic(singleGamma(LANE_TERMS)), grown);
        const covered = sum(dyadic(folded.uncertainty[k]!), dyadic(-plain.uncertainty[k]!), negate(product(Math.abs(slope), unsure)));
        expect(compare(lost, covered)).toBeLessThanOrEqual(0);
        const size =
          Math.abs(a) * (Math.abs(plain.lowerIntercept[k]!) + Math.abs(plain.upperIntercept[k]!) + 2 * Math.abs(bias) + 2 * unsure);
        const other = Math.max(Math.abs(plain.lowerSlope[k]!), Math.abs(plain.upperSlope[k]!)) - Math.abs(slope);
        const allowed = size * 2 ** -20 + 2 * Math.abs(a) * other * unsure;
        expect(compare(apart, add(together, dyadic(allowed)))).toBeLessThanOrEqual(0);
      }
    }
  });

  it('lose nothing that is not finite', () => {
    for (const broken of [NaN, Infinity]) {
      const random = new Random(5);
      const [given, map] = [lines(random), constants(random)];
      map.uncertainty[3] = broken;
      addConstants(given, map);
      expect(Number.isFinite(given.uncertainty[3])).toBe(false);
      expect(Number.isFinite(totalOf(createReferenceEngine(), map))).toBe(false);
    }
  });
});

describe('the total reach', () => {
  it('is no less than the distances from the anchors in all, whichever end is far, and little more', () => {
    const random = new Random(8);
    for (let i = 0; i < 200; i++) {
      const size = random.pick([1, 2, 50]);
      const draw = (): Float64Array =>
        Float64Array.from({ length: size }, () => (2 * random.next() - 1) * random.pick([5e-324, 1e-9, 1, 1e6]));
      const [anchor, one, two] = [draw(), draw(), draw()];
      const [lower, upper] = [one.map((x, k) => Math.min(x, two[k]!)), one.map((x, k) => Math.max(x, two[k]!))];
      const distances = Array.from(anchor, (at, k) => maximum(add(dyadic(upper[k]!), dyadic(-at)), add(dyadic(at), dyadic(-lower[k]!))));
      const exact = sum(...distances);
      const found = totalReach(createReferenceEngine(), { lower, upper, anchor });
      // Far from a short interval, both ends are: no distance is negative.
      expect(compare(dyadic(found), exact)).toBeGreaterThanOrEqual(0);
      expect(compare(dyadic(found), add(multiply(exact, dyadic(1 + 2 ** -40)), dyadic(1e-300)))).toBeLessThanOrEqual(0);
    }
  });
});

describe('sums of uncertainties', () => {
  it('are no less than the real sums, in singles', () => {
    const random = new Random(2);
    const draw = (): Float32Array => Float32Array.from({ length: 1000 }, () => random.next() * random.pick([1e-30, 1e-7, 1]));
    const [a, b, sums] = [draw(), draw(), new Float32Array(1000)];
    addUp(a, b, sums);
    sums.forEach((value, k) => {
      expect(compare(dyadic(value), sum(dyadic(a[k]!), dyadic(b[k]!)))).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual((a[k]! + b[k]!) * (1 + 2 ** -20));
    });
    const exact = sum(...Array.from(a, (_, k) => sum(dyadic(Math.abs(a[k]!)), dyadic(b[k]!))));
    expect(compare(dyadic(totalOf(createReferenceEngine(), { bias: a, uncertainty: b })), exact)).toBeGreaterThanOrEqual(0);
  });
});

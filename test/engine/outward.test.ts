import { describe, expect, it } from 'vitest';
import { outwardLines } from '../../src/engine/outward.js';
import { ETA } from '../../src/engine/rounding.js';
import { add, compare, dyadic, multiply, negate, type Dyadic } from '../support/dyadic.js';
import { Random } from '../support/random.js';

const GAMMA = 2 ** -40;

function magnitude(x: Dyadic): Dyadic {
  return x.mantissa < 0n ? negate(x) : x;
}

/** A number of any size, and now and then zero. */
function some(random: Random): number {
  return random.pick([0, 1, -1, random.uniform(-1, 1)]) * 2 ** random.pick([0, 0, 1, -30, 40, -500, -1020]);
}

describe('intercepts that hold what is unsure', () => {
  it('take from a row all that its line, the constants behind it and its own share of the sum are unsure of, in exact arithmetic', () => {
    const random = new Random(1);
    let tight = 0;
    for (let number = 0; number < 20000; number++) {
      const [slope, intercept, constant, coefficient] = [some(random), some(random), some(random), some(random)];
      const [uncertainty, unsure, sums] = [some(random), some(random), some(random)].map((x) => Math.abs(x) * 1e-15);
      const one = (x: number) => Float64Array.of(x);
      const out = { lower: one(NaN), upper: one(NaN) };
      const lines = {
        ...{ lowerSlope: one(slope), lowerIntercept: one(intercept), upperSlope: one(slope), upperIntercept: one(intercept) },
        uncertainty: one(uncertainty!),
      };
      outwardLines(lines, { bias: one(constant), uncertainty: one(unsure!) }, one(sums!), GAMMA, out);
      const used = coefficient >= 0 ? out.lower[0]! : out.upper[0]!;
      if (!Number.isFinite(used)) continue;
      const behind = dyadic(coefficient * slope);
      const a = dyadic(coefficient);
      const taken = multiply(a, dyadic(used));
      // What the row would be without: the intercept, the constants behind the line, and all that these are unsure of.
      const due = [
        multiply(a, dyadic(intercept)),
        multiply(behind, dyadic(constant)),
        negate(multiply(magnitude(a), add(dyadic(uncertainty!), dyadic(sums!)))),
        negate(multiply(magnitude(behind), dyadic(unsure!))),
        negate(multiply(dyadic(GAMMA), magnitude(taken))),
        // The share of the intercept and of the constants in the accumulator is in their own uncertainty.
        multiply(dyadic(GAMMA), magnitude(multiply(a, dyadic(intercept)))),
        multiply(dyadic(GAMMA), magnitude(multiply(multiply(a, dyadic(slope)), dyadic(constant)))),
        // Where the coefficient behind the line underflows.
        multiply(dyadic(ETA), add(magnitude(dyadic(constant)), dyadic(unsure!))),
      ].reduce(add);
      expect(
        compare(taken, due),
        JSON.stringify([slope, intercept, constant, coefficient, uncertainty, unsure, sums, used]),
      ).toBeLessThanOrEqual(0);
      const size = Math.abs(intercept) + Math.abs(slope * constant) + uncertainty! + sums! + Math.abs(slope) * unsure!;
      const lost = intercept + slope * constant - out.lower[0]!;
      expect(lost).toBeLessThanOrEqual(3 * (uncertainty! + sums! + Math.abs(slope) * unsure! + 2 ** -49 * size) + 8 * ETA);
      if (size > 0) tight++;
    }
    expect(tight).toBeGreaterThan(10000);
  });

  it('are as they were where nothing is unsure', () => {
    const lines = {
      lowerSlope: Float64Array.of(1, 0),
      lowerIntercept: Float64Array.of(0, 0),
      upperSlope: Float64Array.of(1, 0),
      upperIntercept: Float64Array.of(0, 0),
      uncertainty: Float64Array.of(0, 0),
    };
    const out = { lower: new Float64Array(2), upper: new Float64Array(2) };
    outwardLines(lines, null, null, GAMMA, out);
    expect([...out.lower, ...out.upper]).toEqual([0, 0, 0, 0]);
  });
});

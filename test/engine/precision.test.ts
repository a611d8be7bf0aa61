import { describe, expect, it } from 'vitest';
import type { ConvShape, ConvStep, Engine } from '../../src/engine/engine.js';
import { LANE_TERMS, SINGLE_ETA, SINGLE_UNIT, singleDown, singleGamma, singleTerms, singleUp } from '../../src/engine/precision.js';
import { Random, reference, relaxed, wasm } from './support.js';

const engines: readonly Engine[] = [wasm, relaxed, reference];

function shapeOf(inChannels: number, outChannels: number, kernel: number, stride = 1, groups = 1): ConvShape {
  return {
    ...{ inChannels, outChannels, groups, kernelHeight: kernel, kernelWidth: kernel },
    ...{ strideY: stride, strideX: stride, dilationY: 1, dilationX: 1 },
  };
}

const singles = (values: Float64Array): Float64Array => Float64Array.from(values, Math.fround);

/** Largest |single result - exact result| over the sum of absolute products, in units of the proved bound: at most 1. */
function convolutionError(engine: Engine, shape: ConvShape, step: ConvStep, filters: Float64Array, output: Float64Array): number {
  const size = step.inHeight * step.inWidth * shape.inChannels;
  const found = engine.takeSingles(size);
  const given = engine.takeSingles(output.length);
  given.set(output);
  engine.convBackward(engine.packConv(shape, filters), step, 1, given, found);
  const run = (w: Float64Array, a: Float64Array) => {
    const target = reference.allocate(size);
    reference.convBackward(reference.packConv(shape, w), step, 1, a, target);
    return target;
  };
  const exact = run(filters, output);
  const sums = run(filters.map(Math.abs), output.map(Math.abs));
  const worst = found.reduce((most, value, k) => {
    const allowed = singleGamma(singleTerms(shape)) * (sums[k] as number) + 1000 * SINGLE_ETA;
    return Math.max(most, Math.abs(value - (exact[k] as number)) / allowed);
  }, 0);
  engine.give(found);
  engine.give(given);
  return worst;
}

/** One, then terms just below half a unit of it: every addition in turn rounds all of the term away; again from `every` terms on. */
function spiteful(length: number, every = Infinity): Float64Array {
  return Float64Array.from({ length }, (_, k) => (k === 0 || k % every === 0 ? 1 : 0.99 * SINGLE_UNIT));
}

/** The same, but from term 16 on so small that 16 together are just below half a unit: whole pieces are rounded away when they are added to the first one. */
function spitefulPieces(length: number): Float64Array {
  return spiteful(length).map((term, k) => (k < 16 ? term : term / 16));
}

/** The same with zeros in between: only every third term is there to be summed. */
function sparse(values: Float64Array): Float64Array {
  return Float64Array.from({ length: 3 * values.length }, (_, k) => (k % 3 === 0 ? (values[k / 3] as number) : 0));
}

const POINT: ConvStep = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };

describe.each(engines)('convBackward of singles on the $name engine', (engine) => {
  it('keeps the proved error, also where sums are long, ragged and cancel', () => {
    let worst = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const shape = shapeOf(random.integer(1, 20), random.integer(1, 150), random.integer(1, 4), random.integer(1, 2));
      const step = { outHeight: 3, outWidth: 3, inHeight: 4, inWidth: 4, offsetY: random.integer(0, 1), offsetX: 1 };
      const filters = singles(random.values(shape.outChannels * shape.kernelHeight * shape.kernelWidth * shape.inChannels));
      worst = Math.max(worst, convolutionError(engine, shape, step, filters, singles(random.values(9 * shape.outChannels))));
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it.each([1, 2, 3, 4, 5, 8, 16])('keeps it for sums that lose all they can, with %s input channels', (channels) => {
    for (const length of [1, 7, 15, 16, 17, 33, 128, 129, 300, 1000, 4000]) {
      const filters = new Float64Array(length * channels).fill(1);
      for (const terms of [spiteful(length), spiteful(length, 16), spiteful(length, 64), spitefulPieces(length)]) {
        expect(convolutionError(engine, shapeOf(channels, length, 1), POINT, filters, singles(terms))).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([2, 3, 8, 19])('keeps it where zeros are left out, with %s input channels', (channels) => {
    for (const length of [1, 7, 43, 128, 300]) {
      const shape = shapeOf(channels, 3 * length, 2);
      const filters = new Float64Array(4 * 3 * length * channels).fill(1);
      const step = { ...POINT, outHeight: 2, outWidth: 2, inHeight: 3, inWidth: 3 };
      const output = singles(Float64Array.from(Array.from({ length: 4 }, () => [...sparse(spiteful(length))]).flat()));
      expect(convolutionError(engine, shape, step, filters, output)).toBeLessThanOrEqual(1);
    }
  });
});

describe('the proved error of a convolution of singles', () => {
  it('does not grow with the length of the sum', () => {
    expect([1, 16, 17, 512].map((outputs) => singleTerms(shapeOf(64, outputs, 1)))).toEqual([1, 16, 21, 21]);
    expect(singleTerms(shapeOf(64, 512, 3))).toBe(21);
  });

  it.each([wasm, relaxed])('is no more than twice what the worst sums lose on the $name engine', (engine) => {
    const filters = new Float64Array(128 * 8).fill(1);
    expect(convolutionError(engine, shapeOf(8, 128, 1), POINT, filters, singles(spiteful(128)))).toBeGreaterThan(0.5);
  });
});

/** Windows of a row: lines of `run` elements, `gap` elements apart in the map. */
const WINDOWS = [
  ...[[1, 5000, 0], [900, 3, 0], [900, 4, 0], [900, 7, 0], [300, 11, 0], [40, 97, 0]],
  ...[[900, 3, 5], [900, 8, 8], [900, 16, 1], [300, 23, 4], [40, 97, 9], [40, 112, 8], [40, 119, 1], [40, 120, 8], [40, 121, 3], [40, 128, 8], [40, 172, 4], [40, 177, 7], [40, 250, 2], [20, 372, 4], [20, 1000, 8]],
] as const; // prettier-ignore

describe.each(engines)('sums of a row on the $name engine', (engine) => {
  it.each(['relax', 'accumulate', 'subtractReach'] as const)('%s loses no more than short lanes can', (kernel) => {
    for (const [height = 0, run = 0, gap = 0] of WINDOWS) {
      const stride = run + gap;
      const place = { rows: 1, height, run, stride, offsets: engine.allocateIndices(1) };
      const map = engine.allocateSingles(height * stride);
      const ones = engine.allocateSingles(height * run).fill(1);
      // Ones where lanes may start, one or two in each, whatever the lanes are.
      const starts = [0, 16, 120, run - 16, run + 120, 2 * run - 16, 2 * run, 3 * run - 40].flatMap((start) => [
        [start, 8] as const,
        [start, 16] as const,
      ]);
      for (const [start, count] of starts) {
        const terms = Float64Array.from({ length: height * run }, (_, k) =>
          k >= start && k < start + count ? 1 : Math.fround(0.99 * SINGLE_UNIT),
        );
        terms.forEach((term, k) => {
          map[Math.floor(k / run) * stride + (k % run)] = term;
        });
        const [bias, error] = [engine.allocate(1), engine.allocate(1)];
        if (kernel === 'relax') engine.relax(place, ones.fill(1), map, map, map, map, map, bias, error);
        else if (kernel === 'accumulate') engine.accumulate(place, ones, map, map, map, bias, error);
        else engine.subtractReach(place, ones, map, 0.125, bias, error);
        const sums = kernel === 'subtractReach' ? [-bias[0]!, error[0]! / 0.125] : [bias[0]!, error[0]!];
        const exact = terms.reduce((sum, term) => sum + term, 0);
        expect(sums.every((sum) => Math.abs(exact - sum) <= singleGamma(LANE_TERMS) * exact)).toBe(true);
      }
    }
  });
});

describe('rounding to singles', () => {
  it('goes outward, by at most two steps', () => {
    const random = new Random(7);
    for (let i = 0; i < 20000; i++) {
      const x = (random.next() - 0.5) * 2 ** random.integer(-160, 120);
      const [down, up] = [singleDown(x), singleUp(x)];
      expect(down <= x && x <= up && Math.fround(down) === down && Math.fround(up) === up).toBe(true);
      expect(up - down).toBeLessThanOrEqual(4 * (Math.abs(x) * 2 ** -23 + SINGLE_ETA));
    }
  });

  it('leaves singles alone and proves nothing beyond their range', () => {
    expect([singleDown(0.5), singleUp(-3), singleUp(0)]).toEqual([0.5, -3, 0]);
    expect([singleUp(1e39), singleDown(-1e39)]).toEqual([Infinity, -Infinity]);
    expect([singleDown(1e39), singleUp(NaN)].every(Number.isNaN)).toBe(true);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation, LinearRelaxation } from '../../src/activations/activation.js';
import { activation } from '../../src/activations/registry.js';
import { intervals } from '../support/intervals.js';
import { leastArea } from '../support/least-area.js';
import { Random } from '../support/random.js';
import { type Proposal, worstViolation } from '../support/violation.js';

type Name = 'noisy-hard-tanh' | 'noisy-hard-sigmoid';
type Values = Readonly<Record<string, number>>;

const NAMES: readonly Name[] = ['noisy-hard-tanh', 'noisy-hard-sigmoid'];
const [EXPECTATION, WORST, FIXED] = [0, 1, 2];
const [NORMAL, HALF_NORMAL] = [0, 1];
const MEAN = Math.sqrt(2 / Math.PI);

/** Parameters that put the noise outward, inward and, for alpha = 1, inward; strong enough to bend the function both ways. */
const SETTINGS: readonly Values[] = [
  { alpha: 1.15, c: 0.5 },
  { alpha: 0.5, c: 6, p: 2 },
  { alpha: 1, c: 10, p: 0.75 },
  { alpha: 1.5, c: 4, p: 5 },
];

/** phi as the paper has it, in plain doubles. */
function phi(name: Name, { alpha = 1.15, c = 0.5, p = 1 }: Values, epsilon: number, x: number): number {
  const [u, low, high] = name === 'noisy-hard-tanh' ? [x, -1, 1] : [0.25 * x + 0.5, 0, 1];
  const h = Math.min(Math.max(u, low), high);
  const sigma = c * (1 / (1 + Math.exp(-p * (h - u))) - 0.5) ** 2;
  return alpha * h + (1 - alpha) * u - Math.sign(x) * (alpha > 1 ? -1 : 1) * sigma * epsilon;
}

function linesOf(subject: Proposal, lower: number, upper: number): LinearRelaxation {
  const lines = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  subject.relax(lower, upper, 'adaptive', lines);
  return lines;
}

describe('noisy hard tanh, alpha 1.15, c 0.5, p 1', () => {
  const at = (parameters: Values, x: number) => +activation('noisy-hard-tanh', parameters).evaluate(x).toFixed(9);

  it.each([
    [2, 0.85, 0.871298757, 0.9300821],
    [3, 0.7, 0.75784919, 0.917509622],
  ])('has the values of its formula at %s', (x, normal, half, fixed) => {
    const values = (sign: number) => [
      at({}, sign * x),
      at({ distribution: HALF_NORMAL }, sign * x),
      at({ mode: FIXED, noise: 3 }, sign * x),
      at({ mode: FIXED, noise: -3, distribution: HALF_NORMAL }, sign * x),
      at({ mode: WORST, noise: 3, distribution: HALF_NORMAL }, sign * x),
    ];
    const expected = [normal, half, fixed, fixed, half];
    expect([values(1), values(-1)]).toEqual([expected, expected.map((value) => -value)]);
  });

  it('is x where it is not saturated, and its lines say so', () => {
    for (const [parameters, silent] of [
      [{}, true],
      [{ mode: WORST, noise: 3 }, false],
    ] as const) {
      const subject = activation('noisy-hard-tanh', parameters);
      expect([-1, -0.3, 0, 0.7, 1].map((x) => subject.evaluate(x))).toEqual([-1, -0.3, 0, 0.7, 1]);
      expect(linesOf(subject, -1, 1)).toEqual({ lowerSlope: 1, lowerIntercept: 0, upperSlope: 1, upperIntercept: 0 });
      expect([subject.isLinear(-1, 1), subject.isLinear(-1, 1.01), subject.isLinear(1.5, 2)]).toEqual([true, false, silent]);
    }
  });
});

it('noisy hard sigmoid has its defaults from the paper', () => {
  const subject = activation('noisy-hard-sigmoid');
  const xs = [-7, -2, -1, 0, 1.5, 2, 3, 9];
  const expected = xs.map((x) => phi('noisy-hard-sigmoid', { alpha: 1.1, c: 0.15 }, MEAN, x));
  expect(Math.max(...xs.map((x, i) => Math.abs(subject.evaluate(x) - (expected[i] ?? NaN))))).toBeLessThan(1e-15);
});

describe.each(NAMES.flatMap((name) => SETTINGS.map((parameters) => ({ name, parameters }))))(
  '$name $parameters',
  ({ name, parameters }) => {
    /** One function for each draw |xi| <= 2.5, both distributions; a half-normal draw of 0.3 only if the mean is covered, too. */
    function drawsOf(distribution: number, k: number): Activation[] {
      const random = new Random(5);
      const fixed = (noise: number) => activation(name, { ...parameters, p: parameters['p'] ?? 1, distribution, mode: FIXED, noise });
      const inside = Array.from({ length: 4 }, () => fixed(random.uniform(-k, k)));
      const expected = activation(name, { ...parameters, distribution, mode: EXPECTATION });
      return [fixed(-k), fixed(k), fixed(0), expected, ...inside];
    }

    it.each([
      ['normal', NORMAL, 2.5],
      ['half-normal', HALF_NORMAL, 2.5],
      ['half-normal, k below the mean', HALF_NORMAL, 0.3],
    ] as const)('worst: range and lines hold for every draw within k (%s)', (_, distribution, k) => {
      const worst = activation(name, { ...parameters, distribution, mode: WORST, noise: k });
      const draws = drawsOf(distribution, k);
      fc.assert(
        fc.property(intervals, ([lower, upper]) => {
          for (const draw of draws) {
            const { excess, where } = worstViolation(draw, lower, upper, 'adaptive', worst);
            if (excess > 0) throw new Error(`${where}: off by ${excess}`);
          }
        }),
        { numRuns: 12 },
      );
    });

    it('worst: no two lines around all draws have less area', () => {
      const worst = activation(name, { ...parameters, distribution: NORMAL, mode: WORST, noise: 2 });
      let [area, least] = [0, 0];
      const ends = [-4.6, -2.9, -1.4, 0.2, 1.7, 3.1, 4.4];
      for (const lower of ends) {
        for (const upper of ends.filter((end) => end > lower)) {
          const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = linesOf(worst, lower, upper);
          area += (((upperSlope - lowerSlope) * (lower + upper)) / 2 + upperIntercept - lowerIntercept) * (upper - lower);
          const above = (x: number) => Math.max(phi(name, parameters, 2, x), phi(name, parameters, -2, x));
          const below = (x: number) => Math.min(phi(name, parameters, 2, x), phi(name, parameters, -2, x));
          least += leastArea(above, lower, upper, below);
        }
      }
      expect(area / least).toBeGreaterThan(0.9999);
      expect(area / least).toBeLessThan(1.01);
    });

    it('touches its lines where the closed form says that it does', () => {
      const random = new Random(3);
      const fixed = { ...parameters, distribution: NORMAL, mode: FIXED, noise: 2.25 };
      const subject = activation(name, fixed);
      let worst = 0;
      for (let round = 0; round < 300; round++) {
        const [lower, upper] = [random.uniform(-6, 0.5), random.uniform(0.5, 7)];
        const lines = linesOf(subject, lower, upper);
        for (const [side, slope, intercept] of [
          [1, lines.upperSlope, lines.upperIntercept],
          [-1, lines.lowerSlope, lines.lowerIntercept],
        ] as const) {
          const candidates = candidatesOf(name, fixed, slope, lower, upper);
          const extreme = Math.max(...candidates.map((x) => side * (phi(name, parameters, 2.25, x) - slope * x)));
          worst = Math.max(worst, Math.abs(extreme - side * intercept));
        }
      }
      expect(worst).toBeLessThan(1e-11);
    });
  },
);

/** Where phi(x) - s x can be extreme: the ends, the saturation points, and T - T^3 = r with T = tanh(p t / 2). */
function candidatesOf(name: Name, { alpha = 1, c = 0, p = 1, noise = 0 }: Values, s: number, lower: number, upper: number): number[] {
  const [a, end] = name === 'noisy-hard-tanh' ? [1, 1] : [0.25, 2];
  const k = ((alpha > 1 ? 1 : -1) * c * noise) / 4;
  const found = [lower, upper, -end, end];
  for (const side of [1, -1]) {
    // On the left the noise is subtracted and x runs the other way: the derivative is the same function of the distance.
    const r = (s - (1 - alpha) * a) / (k * p * a);
    if (!(r > 0) || r > 2 / (3 * Math.sqrt(3))) continue;
    for (const j of [0, 1, 2]) {
      const t = (2 / Math.sqrt(3)) * Math.cos(Math.acos((-3 * Math.sqrt(3) * r) / 2) / 3 - (2 * Math.PI * j) / 3);
      if (t > 0 && t < 1) found.push(side * (end + (2 * Math.atanh(t)) / (p * a)));
    }
  }
  return found.filter((x) => x >= lower && x <= upper);
}

/** With a leak of 0, noise is all that there is on the left of functions that are 0 there. */
it.each([
  ['leaky-clip', { min: 0, left: 1e-250, p: 1e-100 }, 1e-250],
  ['leaky-clip', { min: 0, left: 1e-300, p: 1e-60 }, 1e-300],
  ['noisy-hard-sigmoid', { alpha: 1, c: 1e-250, p: 1e-100, mode: FIXED, noise: 4 }, 1e-250],
  ['noisy-hard-sigmoid', { alpha: 1, c: 1e-250, p: 1e-100, mode: WORST, noise: 4 }, 1e-250],
  ['noisy-hard-sigmoid', { alpha: 1, c: 5e-324, p: 1, mode: FIXED, noise: 1 }, 5e-324],
] as const)('%s of %o keeps noise whose tilt underflows', (name, values, most) => {
  const f = activation(name, values);
  const [lower, upper] = [-1e3 / values.p, -1e2 / values.p];
  const range = { lower: 0, upper: 0 };
  const lines: LinearRelaxation = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  f.range(lower, upper, range);
  f.relax(lower, upper, 'adaptive', lines);
  expect(f.isLinear(lower, upper)).toBe(false);
  expect(range.upper).toBeGreaterThanOrEqual(most);
  for (const x of [lower, upper]) expect(lines.upperSlope * x + lines.upperIntercept).toBeGreaterThanOrEqual(most);
});

describe('mistakes', () => {
  const ends = [
    [-4, 3],
    [1.2, 5],
    [-5, -1.5],
    [2.5, 9],
  ] as const;
  const violates = (draws: readonly Activation[], proposal: Proposal) =>
    draws.some((draw) => ends.some(([lower, upper]) => worstViolation(draw, lower, upper, 'adaptive', proposal).excess > 0));
  const of = (name: Name, parameters: Values) => activation(name, parameters);

  it.each(NAMES)('%s: draws outside, halves, and the wrong direction are caught', (name) => {
    const [plus, minus] = [
      of(name, { mode: FIXED, noise: 2, distribution: NORMAL }),
      of(name, { mode: FIXED, noise: -2, distribution: NORMAL }),
    ];
    const worst = of(name, { mode: WORST, noise: 2, distribution: NORMAL });
    expect({
      'as it is': violates([plus, minus], worst),
      'a little less noise': violates([plus], of(name, { mode: WORST, noise: 1.999, distribution: NORMAL })),
      'positive draws only': violates([minus], of(name, { mode: WORST, noise: 2, distribution: HALF_NORMAL })),
      'the expectation only': violates([plus], of(name, { distribution: NORMAL })),
      'the other sign': violates([plus], minus),
      'noise without saturation': violates([plus], of(name, { mode: WORST, noise: 2, distribution: NORMAL, c: 0.1 })),
      'the upper function twice': violates([minus], {
        range: worst.range.bind(worst),
        relax(lower, upper, relaxation, out) {
          worst.relax(lower, upper, relaxation, out);
          const lines = linesOf(plus, lower, upper);
          out.lowerSlope = lines.lowerSlope;
          out.lowerIntercept = lines.lowerIntercept;
        },
      }),
    }).toEqual({
      'as it is': false,
      'a little less noise': true,
      'positive draws only': true,
      'the expectation only': true,
      'the other sign': true,
      'noise without saturation': true,
      'the upper function twice': true,
    });
  });

  it.each([
    { alpha: 1e7 },
    { c: -1 },
    { p: 1e-200 },
    { p: 1e9 },
    { distribution: 2 },
    { mode: 3 },
    { mode: WORST, noise: -1 },
    { mode: FIXED, noise: 1e4 },
  ])('refuses %o', (parameters) => {
    expect(() => activation('noisy-hard-tanh', parameters as Values)).toThrow(/activation noisy-hard-tanh: /);
  });
});

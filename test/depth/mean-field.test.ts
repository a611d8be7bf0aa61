import { describe, expect, it } from 'vitest';
import { covarianceOf } from '../../src/depth/covariance.js';
import { HermiteSeries } from '../../src/depth/hermite.js';
import { correlationMap, meanField } from '../../src/depth/mean-field.js';
import { firstMoment, secondMoment } from '../../src/depth/moments.js';
import { NearOne } from '../../src/depth/near-one.js';
import { normalBelow } from '../../src/depth/normal.js';
import { optimalInitialisation } from '../../src/depth/optimum.js';
import { nStateSteps, type Steps } from '../../src/depth/steps.js';
import { uniformOptimum } from '../../src/depth/uniform.js';

/** Steps up and down, of different heights, not about 0. */
const crooked: Steps = { thresholds: [-0.3, -0.29, 0, 1], levels: [0, 2, -1, -1, 0.5] };
const unsigned: Steps = { thresholds: [0.125, 0.375, 0.625], levels: [0, 0.25, 0.5, 0.75] };
const atOptimum = (levels: number) => ({ sigmaW: uniformOptimum(levels).sigmaW, sigmaB: 0 });

describe('the slope of the correlation map', () => {
  it.each([[0.8, '0.7065'], [1, '0.9880'], [1.2, '0.9429'], [1.5, '0.881']])('at 16 levels and sigma_w %f is %s', (sigmaW, chi) => {
    expect(meanField(nStateSteps(16), { sigmaW, sigmaB: 0 })?.chi.toFixed(chi.length - 2)).toBe(chi);
  }); // prettier-ignore

  it.each([[0.1, '0.6305'], [0.3, '0.5962'], [1, '0.5190']])('of the sign at sigma_b %f is %s', (sigmaB, chi) => {
    const field = meanField(nStateSteps(2), { sigmaW: 1, sigmaB });
    expect(field?.chi.toFixed(4)).toBe(chi);
    // C = 2/pi asin((C + b^2) / (1 + b^2))
    const [c = NaN, b2] = [field?.correlation, sigmaB * sigmaB];
    expect((2 / Math.PI) * Math.asin((c + b2) / (1 + b2))).toBeCloseTo(c, 12);
  }); // prettier-ignore

  it.each([
    ['16 levels', nStateSteps(16), { sigmaW: 1.1, sigmaB: 0.2 }],
    ['crooked steps', crooked, { sigmaW: 0.9, sigmaB: 0.4 }],
    ['unsigned levels', unsigned, { sigmaW: 1.5, sigmaB: 0.1 }],
    ['3 levels without biases', nStateSteps(3), { sigmaW: 1.2, sigmaB: 0 }],
  ])('of %s is the double sum of the paper at the fixed points', (_, steps, { sigmaW, sigmaB }) => {
    const field = meanField(steps, { sigmaW, sigmaB });
    if (field === null) throw new Error('the variance goes to 0');
    const { preVariance: q, variance, correlation, chi } = field;
    expect(sigmaW ** 2 * variance + sigmaB ** 2).toBeCloseTo(q, 12);
    const rho = (sigmaW ** 2 * variance * correlation + sigmaB ** 2) / q;
    let sum = 0;
    steps.thresholds.forEach((g, i) =>
      steps.thresholds.forEach((h, j) => {
        const heights = (steps.levels[i + 1]! - steps.levels[i]!) * (steps.levels[j + 1]! - steps.levels[j]!);
        sum += heights * Math.exp(-(g * g + h * h - 2 * rho * g * h) / (2 * q * (1 - rho * rho)));
      }),
    );
    expect(chi).toBeCloseTo((sigmaW ** 2 * sum) / (2 * Math.PI * q * Math.sqrt(1 - rho * rho)), 10);
    expect(correlationMap(steps, { sigmaW, sigmaB })?.(correlation)).toBeCloseTo(correlation, 11);
  });

  it.each([3, 4, 8, 16])('of %i levels without biases is that of the closed form', (levels) => {
    expect(meanField(nStateSteps(levels), atOptimum(levels))?.chi).toBeCloseTo(uniformOptimum(levels).chi, 12);
  });
});

describe('the correlation map', () => {
  it.each([
    [2, ['0.3333', '0.216', '0.139', '0.089']],
    [4, ['0.444', '0.394', '0.349']],
    [16, ['0.494', '0.489', '0.483']],
  ])('of %i levels leads from 0.5 where the reference says', (levels, expected) => {
    const map = correlationMap(nStateSteps(levels), atOptimum(levels));
    let c = 0.5;
    const found = expected.map((printed) => (c = map?.(c) ?? NaN).toFixed(printed.length - 2));
    expect(found).toEqual(expected);
  });

  it.each([['crooked', crooked], ['unsigned', unsigned], ['16 levels', nStateSteps(16)]])('is an integral of phi over one normal variable, given the other: %s', (_, steps) => {
    const deviation = 0.6;
    const power = secondMoment(steps, deviation);
    const covariance = covarianceOf(steps, deviation, power);
    for (const rho of [0, 0.2, 0.7, 0.99]) expect(power - covariance(1 - rho).loss).toBeCloseTo(integral(steps, deviation, rho), 9);
  }); // prettier-ignore

  it('comes out the same by the series and by the integral from 1', () => {
    const worst = [nStateSteps(2), nStateSteps(5), nStateSteps(64), crooked].flatMap((steps) => {
      const power = secondMoment(steps, 0.7);
      const [series, near] = [new HermiteSeries(steps, 0.7, power), new NearOne(steps, 0.7)];
      return [0.3, 0.01, 0.002].map((distance) => {
        const [a, b] = [series.covariance(1 - distance), near.covariance(distance)];
        return Math.max(Math.abs(a.loss / b.loss - 1), Math.abs(a.slope / b.slope - 1));
      });
    });
    expect(Math.max(...worst)).toBeLessThan(1e-10);
  });

  it('is convex, keeps 1, and is steep there', () => {
    const map = correlationMap(nStateSteps(4), { sigmaW: 1, sigmaB: 0.2 }) ?? (() => NaN);
    const values = Array.from({ length: 21 }, (_, i) => map(i / 20));
    const bends = values.slice(2).map((value, i) => value - 2 * values[i + 1]! + values[i]!);
    expect(Math.min(...bends)).toBeGreaterThan(0);
    expect([map(1), (1 - map(1 - 1e-10)) / 1e-10 > 1000]).toEqual([1, true]);
  });
});

describe('the mean field', () => {
  it('says where nothing is left', () => {
    // Three states have the level 0 about 0: small weights end there.
    expect(meanField(nStateSteps(3), { sigmaW: 0.5, sigmaB: 0 })).toBeNull();
    expect(correlationMap(nStateSteps(3), { sigmaW: 0.5, sigmaB: 0 })).toBeNull();
    const constant = meanField({ thresholds: [], levels: [2] }, { sigmaW: 1, sigmaB: 0 });
    expect(constant).toMatchObject({ variance: 4, correlation: 1, chi: 0, depthScale: 0, maxDepth: 0 });
    const unreached = meanField({ thresholds: [1e9], levels: [1, 2] }, { sigmaW: 1, sigmaB: 0 });
    expect(unreached).toMatchObject({ correlation: 1, chi: 0, depthScale: 0 });
  });

  it('refuses what is no initialisation', () => {
    for (const sigmaW of [0, -1, NaN, Infinity]) {
      expect(() => meanField(nStateSteps(4), { sigmaW, sigmaB: 0 })).toThrow(expect.objectContaining({ code: 'DEPTH_SIGMA' }));
    }
    expect(() => correlationMap(nStateSteps(4), { sigmaW: 1, sigmaB: -1 })).toThrow(expect.objectContaining({ code: 'DEPTH_SIGMA' }));
    expect(() => nStateSteps(4, 0)).toThrow(expect.objectContaining({ code: 'DEPTH_SPACING' }));
  });

  it('does not change with the units of the levels', () => {
    const scaled = { ...unsigned, levels: unsigned.levels.map((level) => 8 * level) };
    const [one, other] = [meanField(unsigned, { sigmaW: 1.6, sigmaB: 0.1 }), meanField(scaled, { sigmaW: 0.2, sigmaB: 0.1 })];
    expect(other?.chi).toBeCloseTo(one?.chi ?? NaN, 12);
    expect(firstMoment(scaled, 1)).toBeCloseTo(8 * firstMoment(unsigned, 1), 12);
  });
});

describe('the optimal sigma_w', () => {
  it.each([3, 4, 16])('of %i levels without biases is that of the closed form', (levels) => {
    const { sigmaW, chi } = uniformOptimum(levels);
    const found = optimalInitialisation(nStateSteps(levels), 0);
    expect(found?.sigmaW).toBeCloseTo(sigmaW, 6);
    expect(found?.field.chi).toBeCloseTo(chi, 10);
  });

  it.each([['4 levels', nStateSteps(4), 0.3], ['unsigned levels', unsigned, 0.05]])('of %s with biases is better than its neighbours', (_, steps, sigmaB) => {
    const found = optimalInitialisation(steps, sigmaB);
    if (found === null) throw new Error('there is none');
    const others = [0.7, 0.98, 1.02, 1.4].map((factor) => meanField(steps, { sigmaW: factor * found.sigmaW, sigmaB })?.chi ?? 0);
    expect(Math.max(...others)).toBeLessThan(found.field.chi);
  }); // prettier-ignore

  it('is none where it does not matter', () => {
    expect([optimalInitialisation(nStateSteps(2), 0), optimalInitialisation({ thresholds: [], levels: [1] }, 0)]).toEqual([null, null]);
  });
});

/** E[phi(u) E[phi(v) | u]] by Simpson's rule between thresholds. */
function integral({ thresholds, levels }: Steps, deviation: number, rho: number): number {
  const given = (x: number) =>
    thresholds.reduce(
      (sum, g, i) => sum + (levels[i + 1]! - levels[i]!) * (1 - normalBelow((g / deviation - rho * x) / Math.sqrt(1 - rho * rho))),
      levels[0]!,
    );
  const ends = [-10, ...thresholds.map((g) => g / deviation), 10];
  let sum = 0;
  levels.forEach((level, i) => {
    const [low, high] = [ends[i]!, ends[i + 1]!];
    const points = 2 * Math.ceil(200 * (high - low) + 20);
    for (let k = 0; k <= points; k++) {
      const x = low + ((high - low) * k) / points;
      const weight = ((k === 0 || k === points ? 1 : k % 2 === 1 ? 4 : 2) * (high - low)) / (3 * points);
      sum += (weight * level * given(x) * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
    }
  });
  return sum;
}

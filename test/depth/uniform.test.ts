import { describe, expect, it } from 'vitest';
import { depthExponent, geometricLevels } from '../../src/depth/exponent.js';
import { depthScaleOf } from '../../src/depth/scale.js';
import { uniformChi, uniformOptimum } from '../../src/depth/uniform.js';

/** ../shared/reference, section 3: N, D_opt, 1 - chi, xi, 6 xi, and sigma_w for thresholds 2 / (N - 1) apart, to the digits printed there. */
const TABLE = [
  [2, null, '0.363380', '2.2144', '13.29', '1.00000'],
  [3, '1.22401', '0.190174', '4.7408', '28.44', '1.11123'],
  [4, '0.99569', '0.118846', '7.9037', '47.42', '1.06531'],
  [8, '0.58602', '0.037440', '26.2065', '157.24', '1.01926'],
  [16, '0.33520', '0.011543', '86.1325', '516.8', '1.00582'],
  [32, '0.18814', '0.003495', '285.605', '1713.6', '1.00175'],
  [256, '0.030762', '0.0000876862', '11403.8', '68423', '1.00004'],
] as const;

const likeIt = (value: number, printed: string): string => value.toFixed((printed.split('.')[1] ?? '').length);

describe('the optimal spacing', () => {
  it.each(TABLE)('of %i levels is that of the reference, to all its digits', (levels, spacing, defect, scale, depth, sigmaW) => {
    const optimum = uniformOptimum(levels);
    const found = [
      spacing === null ? optimum.spacing : likeIt(optimum.spacing ?? NaN, spacing),
      likeIt(optimum.defect, defect),
      likeIt(optimum.depthScale ?? NaN, scale),
      likeIt(optimum.maxDepth ?? NaN, depth),
      likeIt(optimum.sigmaW, sigmaW),
    ];
    expect(found).toEqual([spacing, defect, scale, depth, sigmaW]);
    expect(optimum.chi).toBe(1 - optimum.defect);
  });

  it.each([3, 4, 7, 64])('of %i levels is better than its neighbours, and than what is far away', (levels) => {
    const { spacing, chi } = uniformOptimum(levels);
    const others = [0.5, 0.9, 0.999, 1.001, 1.1, 2].map((factor) => uniformChi(levels, factor * (spacing ?? NaN)));
    expect(Math.max(...others)).toBeLessThan(chi);
    expect(chi - (others[3] ?? 0)).toBeLessThan(1e-5);
  });

  it('does not matter for two levels', () => {
    expect([0.1, 1, 3].map((spacing) => uniformChi(2, spacing).toFixed(12))).toEqual(Array(3).fill((2 / Math.PI).toFixed(12)));
  });

  it('is known up to 16 bits, and asked for whole numbers from 2 on', () => {
    expect(uniformOptimum(4096).defect).toBeCloseTo(Math.exp(-1.8159 * Math.log(4097)) * 2.1, 6);
    for (const levels of [1, 2.5, NaN, 65537, -3])
      expect(() => uniformOptimum(levels)).toThrow(expect.objectContaining({ code: 'DEPTH_LEVELS' }));
  });
});

describe('chi', () => {
  it.each([[2, 1], [3, 1.3], [4, 0.4], [9, 0.6], [16, 0.3352]])('of %i levels %f apart is E[x phi]^2 / E[phi^2] by quadrature', (levels, spacing) => {
    // Simpson's rule between thresholds, where phi is constant: at their own number of points the error is below 1e-10.
    const thresholds = Array.from({ length: levels - 1 }, (_, j) => spacing * (j + 1 - levels / 2));
    const ends = [-12, ...thresholds, 12];
    let [overlap, power] = [0, 0];
    for (let i = 0; i < levels; i++) {
      const [low, high] = [ends[i] ?? NaN, ends[i + 1] ?? NaN];
      const phi = -1 + (2 * i) / (levels - 1);
      for (let k = 0; k <= 2000; k++) {
        const x = low + ((high - low) * k) / 2000;
        const weight = ((k === 0 || k === 2000 ? 1 : k % 2 === 1 ? 4 : 2) * (high - low)) / 6000;
        const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
        overlap += weight * x * phi * density;
        power += weight * phi * phi * density;
      }
    }
    expect(uniformChi(levels, spacing)).toBeCloseTo((overlap * overlap) / power, 9);
  }); // prettier-ignore
});

describe('the exponent', () => {
  it('is -1.8158 over 40 numbers of levels from 3 to 1025, within 0.005', () => {
    const { slope, intercept, levels } = depthExponent();
    expect([levels.length, levels[0], levels.at(-1)]).toEqual([40, 3, 1025]);
    expect(Math.abs(slope + 1.8158)).toBeLessThan(0.0005);
    expect(Math.abs((Math.exp(intercept) * 33 ** slope) / 0.003495 - 1)).toBeLessThan(0.05);
  });

  it('is taken over different numbers', () => {
    expect(geometricLevels(2, 5, 40)).toEqual([2, 3, 4, 5]);
    expect(geometricLevels(2, 32, 5)).toEqual([2, 4, 8, 16, 32]);
  });
});

describe('the depth scale', () => {
  it('is null, not infinite, where chi is 1, and 0 where it is 0', () => {
    expect([depthScaleOf(0), depthScaleOf(1e-320), depthScaleOf(1)]).toEqual([
      { depthScale: null, maxDepth: null },
      { depthScale: null, maxDepth: null },
      { depthScale: 0, maxDepth: 0 },
    ]);
  });

  it('has the factor it is given', () => {
    expect(uniformOptimum(4, 3).maxDepth).toBeCloseTo(3 * 7.9037, 3);
  });
});

import { describe, expect, it } from 'vitest';
import { InputBall } from '../../src/certify/input-ball.js';
import { explainNeurons } from '../../src/explain/explain-neurons.js';
import { Moments } from '../../src/explain/moments.js';
import { createPerturber } from '../../src/explain/perturb/create.js';
import type { Perturbation } from '../../src/explain/perturb/perturber.js';
import { draws, normalDraws } from '../../src/graph/noise/draws.js';
import { Random } from '../support/random.js';
import { linearNeuron } from './support.js';

const random = new Random(17);
const SIZE = 12;
const [w, v] = [random.array(SIZE), random.array(SIZE)];
const x = random.array(SIZE, 0.5, 2);
const COPIES = 5_000;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const times = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value * b[k]!);
const cosine = (a: Float64Array, b: Float64Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

/** Copies of x seen by the neuron w and the score v. */
function sampled(copy: (index: number) => Float64Array, copies: number): Moments {
  const moments = new Moments(1);
  for (let i = 0; i < copies; i++) {
    const point = copy(i);
    moments.add(Float64Array.of(dot(w, point)), dot(v, point));
  }
  return moments;
}

function perturber(perturbation: Perturbation, seed = 1) {
  const norm = perturbation.kind === 'l2' ? 'l2' : 'linf';
  return createPerturber(perturbation, new InputBall(norm, x, null, null), { height: 1, width: 1, channels: SIZE }, draws(seed));
}

/** Of the correlation coefficient of n normal pairs. */
const correlationError = (rho: number, n: number): number => (1 - rho * rho) / Math.sqrt(n);

describe('correlation and variance of a linear neuron (3 standard errors)', () => {
  it.each([
    ['additive', (z: number, _value: number) => z, (a: Float64Array) => a],
    ['multiplicative', (z: number, value: number) => z * value, (a: Float64Array) => times(a, x)],
  ] as const)('%s noise: |cos(w, v)| and s^2 |w|^2', (_, noise, seen) => {
    const s = 0.1;
    const draw = normalDraws(5);
    const moments = sampled(() => x.map((value) => value + s * noise(draw(), value)), COPIES);
    const rho = Math.abs(cosine(seen(w), seen(v)));
    const variance = s * s * dot(seen(w), seen(w));
    expect(Math.abs(moments.correlation(0)! - rho)).toBeLessThan(3 * correlationError(rho, COPIES));
    expect(Math.abs(moments.variance(0) - variance)).toBeLessThan(3 * variance * Math.sqrt(2 / COPIES));
  });

  it('the schedule: E[var] = s^2 mean(i^2) (1 - 1/n) |w x|^2', () => {
    const [copies, runs] = [50, 150];
    const variances = Array.from({ length: runs }, (_, seed) => sampled(perturber({ kind: 'authors' }, seed).copy, copies).variance(0));
    const mean = variances.reduce((sum, value) => sum + value, 0) / runs;
    const error = Math.sqrt(variances.reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs / runs);
    const meanSquare = Array.from({ length: copies }, (_, i) => i * i).reduce((sum, value) => sum + value, 0) / copies;
    const wanted = 0.1 ** 2 * meanSquare * (1 - 1 / copies) * dot(times(w, x), times(w, x));
    expect(Math.abs(mean - wanted)).toBeLessThan(3 * error);
    expect(error).toBeLessThan(0.1 * wanted);
  });

  it('uniform in the linf ball: E[var] = eps^2 |w|^2 / 3', () => {
    const variance = (0.05 ** 2 * dot(w, w)) / 3;
    const found = sampled(perturber({ kind: 'linf', epsilon: 0.05 }).copy, COPIES).variance(0);
    expect(Math.abs(found - variance)).toBeLessThan(3 * variance * Math.sqrt(2 / COPIES));
  });

  it('uniform in the l2 ball: E[var] = eps^2 |w|^2 / (d + 2)', () => {
    const variance = (0.05 ** 2 * dot(w, w)) / (SIZE + 2);
    const found = sampled(perturber({ kind: 'l2', epsilon: 0.05 }).copy, COPIES).variance(0);
    expect(Math.abs(found - variance)).toBeLessThan(3 * variance * Math.sqrt(2 / COPIES));
  });
});

describe('explainNeurons of a linear neuron', () => {
  const small = v.map((value) => value / 100);

  it('has the closed forms', () => {
    const options = { perturbation: { kind: 'linf', epsilon: 0.05 }, copies: COPIES, class: 1 } as const;
    const { layers, score } = explainNeurons(linearNeuron(w, small), x, options);
    const [neuron] = layers[0]!.channels;
    const rho = Math.abs(cosine(w, v));
    const precision = 3 / (0.05 ** 2 * dot(w, w));
    expect(Math.abs(neuron!.correlation! - rho)).toBeLessThan(3 * correlationError(rho, COPIES));
    expect(Math.abs(precision / neuron!.precision - 1)).toBeLessThan(3 * Math.sqrt(2 / COPIES));
    expect(score.value).toBeCloseTo(0.5 + dot(small, x), 12);
  });

  it('has the certified floor 1 / (eps |w|_1)^2, and bounds that are attained', () => {
    const { layers, score } = explainNeurons(linearNeuron(w, small), x, { perturbation: { kind: 'linf', epsilon: 0.05 }, class: 1 });
    const reach = 0.05 * w.reduce((sum, value) => sum + Math.abs(value), 0);
    const { lower, upper, precisionFloor, dead } = layers[0]!.channels[0]!.certified!;
    expect([lower, upper].map((bound) => bound.toFixed(12))).toEqual([dot(w, x) - reach, dot(w, x) + reach].map((end) => end.toFixed(12)));
    expect(precisionFloor * reach * reach).toBeCloseTo(1, 10);
    expect(precisionFloor * reach * reach).toBeLessThanOrEqual(1);
    expect(dead).toBe(false);
    const change = 0.05 * small.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(score.certified!.lower).toBeCloseTo(0.5 + dot(small, x) - change, 10);
    expect(score.certified!.upper).toBeCloseTo(0.5 + dot(small, x) + change, 10);
  });

  it('takes the other class of a binary model as 1 minus it', () => {
    const options = { perturbation: { kind: 'l2', epsilon: 0.1 } } as const;
    const [zero, one] = [0, 1].map((label) => explainNeurons(linearNeuron(w, small), x, { ...options, class: label }).score);
    expect(zero!.value + one!.value).toBeCloseTo(1, 12);
    expect(zero!.certified!.lower).toBeCloseTo(1 - one!.certified!.upper, 12);
    expect(zero!.minimum).toBeGreaterThanOrEqual(zero!.certified!.lower);
  });
});

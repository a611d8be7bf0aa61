import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { correlationMap, meanField } from '../../src/depth/mean-field.js';
import { nStateSteps } from '../../src/depth/steps.js';
import { uniformOptimum } from '../../src/depth/uniform.js';
import { Random } from '../support/random.js';

const WIDTH = 1200;
const LAYERS = 4;
const random = new Random(7);

/** Standard normal numbers (Box and Muller). */
function normals(count: number): Float64Array {
  return Float64Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()));
}

/** Correlations of the layers of a random network for inputs of the given first correlation, and the standard error of each step. */
function measured(levels: number, spacing: number, sigmaW: number, sigmaB: number, start: number, startVariance: number) {
  const phi = activation('n-state', { states: levels, spacing, tie: 1 });
  const common = normals(WIDTH);
  const own = normals(WIDTH);
  const scale = Math.sqrt(startVariance);
  let [x, y] = [common.map((u) => phi.evaluate(scale * u)), common.map((u, i) => phi.evaluate(scale * (start * u + Math.sqrt(1 - start * start) * own[i]!)))];
  const correlations: { value: number; error: number }[] = [];
  for (let layer = 0; layer <= LAYERS; layer++) {
    const [xy, xx, yy] = [mean(x.map((v, i) => v * y[i]!)), mean(x.map((v) => v * v)), mean(y.map((v) => v * v))];
    const value = xy / Math.sqrt(xx * yy);
    // What each unit adds to the deviation of the quotient, to first order.
    const parts = x.map((v, i) => (v * y[i]!) / Math.sqrt(xx * yy) - (value / 2) * (v ** 2 / xx + y[i]! ** 2 / yy));
    correlations.push({ value, error: Math.sqrt(mean(parts.map((part) => part * part)) / WIDTH) });
    const weights = random.array(WIDTH * WIDTH, -Math.sqrt(3), Math.sqrt(3));
    const biases = normals(WIDTH);
    const next = (input: Float64Array) => biases.map((b, i) => phi.evaluate((sigmaW / Math.sqrt(WIDTH)) * dot(weights, i, input) + sigmaB * b));
    [x, y] = [next(x), next(y)];
  }
  return correlations;
} // prettier-ignore

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(weights: Float64Array, row: number, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < WIDTH; j++) sum += weights[row * WIDTH + j]! * x[j]!;
  return sum;
}

describe('a random network of width 1200, its weights uniform', () => {
  it.each([
    ['4 levels at the optimum', 4, uniformOptimum(4).sigmaW, 0],
    ['the sign', 2, 1, 0],
    ['8 levels with biases, off the optimum', 8, 1.4, 0.5],
  ])('has correlations that follow the map within sampling error, layer by layer: %s', (_, levels, sigmaW, sigmaB) => {
    const spacing = 2 / (levels - 1);
    const steps = nStateSteps(levels, spacing);
    const field = meanField(steps, { sigmaW, sigmaB });
    const map = correlationMap(steps, { sigmaW, sigmaB });
    if (field === null || map === null) throw new Error('the variance goes to 0');
    const found = measured(levels, spacing, sigmaW, sigmaB, 0.8, field.preVariance);
    const deviations = found.slice(1).map(({ value, error }, i) => (value - map(found[i]!.value)) / error);
    expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(4);
    // Together, too: the map is not off by a little everywhere. And a wrong map would be seen.
    expect(Math.abs(deviations.reduce((sum, d) => sum + d, 0)) / Math.sqrt(LAYERS)).toBeLessThan(3);
    const wrong = correlationMap(nStateSteps(levels === 2 ? 4 : 2), { sigmaW, sigmaB }) ?? (() => NaN);
    const wrongly = found.slice(1).map(({ value, error }, i) => Math.abs(value - wrong(found[i]!.value)) / error);
    expect(Math.max(...wrongly)).toBeGreaterThan(4);
  });
});

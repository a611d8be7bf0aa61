import { describe, expect, it, vi } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { minimiserOf } from '../../src/bounds/minimiser.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { Program } from '../../src/graph/program.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

describe('the point where a linear function is least', () => {
  it.each(['linf', 'l2', 'l1'] as const)('lies in the region and attains its lower bound: %s', (norm) => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const size = random.integer(1, 9);
      const centre = random.array(size);
      const coefficients = random.array(size).map((a) => (random.next() < 0.2 ? 0 : a));
      const weights = seed % 3 === 0 ? random.array(size, 0, 2).map((w) => (random.next() < 0.2 ? 0 : w)) : null;
      const clip = seed % 2 === 0 ? { lower: centre.map((x) => x - random.next()), upper: centre.map((x) => x + random.next()) } : null;
      const region = ballRegion(norm, centre, random.pick([0, 0.3, 1, 2]), weights, clip);
      const point = minimiserOf(region, coefficients);
      point.forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(region.lower[i]! - 1e-12);
        expect(x).toBeLessThanOrEqual(region.upper[i]! + 1e-12);
      });
      if (region.ball !== null) {
        const steps = point.map((x, i) => Math.abs(x - centre[i]!) / (weights?.[i] || 1));
        const length = norm === 'l1' ? steps.reduce((sum, s) => sum + s, 0) : Math.hypot(...steps);
        expect(length).toBeLessThanOrEqual(region.ball.epsilon + 1e-12);
      }
      const graph = new Net(size).dense([[...coefficients]]).build();
      const bounder = new Bounder(new Program(graph, createReferenceEngine()));
      const [bound = NaN] = bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'cnn-cert', relaxation: 'adaptive' });
      const value = coefficients.reduce((sum, a, i) => sum + a * point[i]!, 0);
      expect(value - bound, `seed ${seed}`).toBeLessThan(1e-7);
      expect(value - bound).toBeGreaterThanOrEqual(0);
    }
  });

  it('is found in a bounded number of passes, in the region too, where each pass settles one element', () => {
    // Squares of pulls halve, and each room ends just above what the pass before its own would spend there: the squares of these shares are `share`.
    const size = 500;
    const coefficients = Float64Array.from({ length: size }, (_, k) => 2 ** (-k / 2));
    const room = new Float64Array(size);
    for (let k = 0, share = 0.5, before = 0.1; k < size; k++) {
      room[k] = coefficients[k]! * Math.sqrt(before) * (1 + 1e-9);
      [before, share] = [share, 2 * share - before * (1 + 1e-9) ** 2];
    }
    const clip = { lower: room.map((most) => -most), upper: room };
    const region = ballRegion('l2', new Float64Array(size), 1, null, clip);
    const passes = vi.spyOn(Float64Array.prototype, 'reduce');
    const point = minimiserOf(region, coefficients);
    expect(passes.mock.calls.length).toBeLessThan(40);
    passes.mockRestore();
    expect(point.every((x, i) => Math.abs(x) <= room[i]!)).toBe(true);
    const length = Math.hypot(...point);
    expect(length).toBeLessThanOrEqual(1 + 1e-12);
    expect(length).toBeGreaterThan(0.9);
  });
});

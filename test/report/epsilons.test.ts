import { describe, expect, it } from 'vitest';
import { roundEpsilons } from '../../src/report/epsilons.js';

describe('epsilons of the certified accuracy', () => {
  it.each([
    [[], []],
    [[0, 0], []],
    [[0.3], [0.1, 0.2]],
    [
      [0, 0.011, 0.04, 0.06],
      [0.005, 0.01, 0.02, 0.05],
    ],
    [
      [0.02, 0.05],
      [0.01, 0.02, 0.05],
    ],
    [
      [1e-5, 1e-1],
      [1e-5, 1e-4, 1e-3, 0.01, 0.1],
    ],
    [[5e-324], [5e-324]],
  ])('of the radii %j are %j', (radii, epsilons) => {
    expect(roundEpsilons(radii)).toEqual(epsilons);
  });

  it('are few, however far apart the radii are', () => {
    const radii = Array.from({ length: 100 }, (_, k) => 10 ** (-k / 10));
    expect(roundEpsilons(radii).length).toBeLessThanOrEqual(5);
  });
});

import { describe, expect, it } from 'vitest';
import { distanceAbove } from '../../src/certify/distance.js';
import { InputBall } from '../../src/certify/input-ball.js';
import { createPerturber } from '../../src/explain/perturb/create.js';
import type { Perturbation } from '../../src/explain/perturb/perturber.js';
import { draws, normalDraws } from '../../src/graph/noise/draws.js';
import { Random } from '../support/random.js';

const map = { height: 8, width: 12, channels: 2 };
const centre = new Random(3).array(8 * 12 * 2, 0, 1);
const unit = { lower: centre.map(() => 0), upper: centre.map(() => 1) };

function perturber(perturbation: Perturbation, clip: InputBall['clip'] = null, from = centre, shape = map) {
  return createPerturber(perturbation, new InputBall(perturbation.kind === 'l2' ? 'l2' : 'linf', from, null, clip), shape, draws(7));
}

describe('the schedule of the authors', () => {
  it('is x (1 + i N(0, 0.1)), copy 0 the input, 0.1 the standard deviation', () => {
    const { region, copy } = perturber({ kind: 'authors' });
    const draw = normalDraws(7);
    for (let i = 0; i < 4; i++) expect([...copy(i)]).toEqual([...centre].map((x) => x * (1 + i * 0.1 * draw())));
    expect(region).toBeNull();
  });
});

describe('copies in a ball', () => {
  it.each([
    ['linf', null],
    ['linf', unit],
    ['l2', null],
    ['l2', unit],
  ] as const)('lie in the %s ball and in the declared range, in exact arithmetic, at any epsilon', (kind, clip) => {
    for (const epsilon of [1e-300, 1e-17, 1e-9, 0.01, 0.3, 5, 1e9]) {
      const { region, copy } = perturber({ kind, epsilon }, clip);
      for (let i = 0; i < 20; i++) {
        const point = copy(i);
        if (kind === 'l2') expect(distanceAbove('l2', point, centre, null)).toBeLessThanOrEqual(epsilon);
        expect(point.every((x, k) => x >= region!.lower[k]! && x <= region!.upper[k]!)).toBe(true);
      }
    }
  });

  it('fill it: no copy is another, and the l2 copies of a dimension are near the border', () => {
    const { copy } = perturber({ kind: 'l2', epsilon: 0.5 });
    const lengths = Array.from({ length: 200 }, (_, i) => distanceAbove('l2', copy(i), centre, null) / 0.5);
    expect(new Set(lengths).size).toBe(200);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / 200;
    // E[r] = d / (d + 1), with a standard deviation of 1 / d.
    expect(Math.abs(mean - 192 / 193)).toBeLessThan(3 / 192 / Math.sqrt(200));
  });
});

describe('masks', () => {
  it('set a square patch of all channels to the value, anywhere inside, and leave the rest and copy 0', () => {
    const { region, copy } = perturber({ kind: 'mask', value: -3 });
    expect([...copy(0)]).toEqual([...centre]);
    const corners = new Set<number>();
    for (let i = 1; i < 900; i++) {
      const changed = [...copy(i).entries()].filter(([k, x]) => x !== centre[k]);
      expect(changed.every(([, x]) => x === -3)).toBe(true);
      const places = changed.map(([k]) => Math.floor(k / 2));
      const rows = new Set(places.map((place) => Math.floor(place / 12)));
      const columns = new Set(places.map((place) => place % 12));
      expect([changed.length, rows.size, columns.size]).toEqual([8, 2, 2]);
      corners.add(places[0]!);
    }
    expect(corners.size).toBe(7 * 11);
    expect([...region!.lower].every((low, k) => low === -3 && region!.upper[k] === centre[k])).toBe(true);
  });

  it('of a vector are a quarter of its elements in a row', () => {
    const vector = new Random(5).array(20, 1, 2);
    const { copy } = perturber({ kind: 'mask', value: 0 }, null, vector, { height: 1, width: 1, channels: 20 });
    const places = [...copy(1).entries()].filter(([, x]) => x === 0).map(([k]) => k);
    expect(places).toEqual(Array.from({ length: 5 }, (_, k) => places[0]! + k));
  });
});

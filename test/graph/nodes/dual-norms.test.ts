import { describe, expect, it } from 'vitest';
import { ETA } from '../../../src/engine/rounding.js';
import { DualNorms } from '../../../src/graph/nodes/dual-norms.js';
import { add, compare, dyadic, multiply, type Dyadic, ZERO } from '../../support/dyadic.js';
import { Random } from '../../support/random.js';

type BallNorm = 'l1' | 'l2';

/** How far one sum of products moves in a ball of that radius. */
function radiusOf(norm: BallNorm, weights: Float64Array, scales: Float64Array | null, epsilon: number): number {
  const inChannels = weights.length;
  const shape = {
    inChannels,
    outChannels: 1,
    groups: 1,
    kernelHeight: 1,
    kernelWidth: 1,
    strideY: 1,
    strideX: 1,
    dilationY: 1,
    dilationX: 1,
  };
  const step = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };
  const radii = Float64Array.of(Infinity);
  new DualNorms(shape, step, weights).limit({ norm, centre: new Float64Array(inChannels), epsilon, weights: scales, isCut: false }, radii);
  return radii[0]!;
}

const square = (x: Dyadic) => multiply(x, x);

describe('dual norms', () => {
  it.each<BallNorm>(['l1', 'l2'])('are no less than in exact arithmetic, and hardly more: %s', (norm) => {
    const random = new Random(1);
    for (let number = 0; number < 2000; number++) {
      const size = 2 ** random.pick([0, 0, 0, 300, -300, -520, -540]);
      const weights = random.array(random.integer(1, 6)).map((w) => w * size);
      const scales = random.pick([null, random.array(weights.length, 0, 2)]);
      const epsilon = random.uniform(0, 1) * 2 ** random.pick([0, 0, -500, -1060]);
      const radius = radiusOf(norm, weights, scales, epsilon);
      const terms = Array.from(weights, (w, i) => square(multiply(dyadic(epsilon), multiply(dyadic(w), dyadic(scales?.[i] ?? 1)))));
      const due = norm === 'l2' ? terms.reduce(add, ZERO) : terms.reduce((most, x) => (compare(x, most) > 0 ? x : most), ZERO);
      expect(compare(square(dyadic(radius)), due), JSON.stringify([[...weights], epsilon])).toBeGreaterThanOrEqual(0);
      if (size >= 1 && epsilon > 1e-200) expect(compare(square(dyadic(radius * (1 - 1e-13))), due)).toBe(-1);
    }
  });

  it('do not lose many small squares', () => {
    // 1 + 4096 * 2^-54 = 1 + 2^-42, the root of which is more than 1 + 2^-44.
    const weights = Float64Array.of(1, ...new Array<number>(4096).fill(2 ** -27));
    expect(radiusOf('l2', weights, null, 1)).toBeGreaterThanOrEqual(1 + 2 ** -44);
  });

  it('do not lose products that underflow', () => {
    expect(radiusOf('l1', Float64Array.of(ETA), Float64Array.of(0.4), 2 ** 40)).toBeGreaterThanOrEqual(0.4 * 2 ** 40 * ETA);
  });
});

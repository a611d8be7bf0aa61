import { describe, expect, it } from 'vitest';
import { agrees, PRECISIONS, worstOf, type Random } from './support.js';

function problemOf(random: Random) {
  const channels = random.integer(1, 19);
  const shape = {
    channels,
    kernelHeight: random.integer(1, 3),
    kernelWidth: random.integer(1, 4),
    strideY: random.integer(1, 3),
    strideX: random.integer(1, 3),
    dilationY: random.pick(1, 1, 2),
    dilationX: random.pick(1, 1, 2),
  };
  const step = {
    outHeight: random.integer(1, 4),
    outWidth: random.integer(1, 4),
    inHeight: random.integer(1, 7),
    inWidth: random.integer(1, 7),
    offsetY: random.integer(-2, 3),
    offsetX: random.integer(-2, 3),
  };
  const rows = random.integer(1, 11);
  const mapWidth = step.outWidth + random.integer(0, 3);
  const mapHeight = step.outHeight + random.integer(0, 3);
  // Several rows in a row at the same place, often four.
  const offsets: number[] = [];
  while (offsets.length < rows) {
    const [y, x] = [random.integer(0, mapHeight - step.outHeight), random.integer(0, mapWidth - step.outWidth)];
    const last = Math.min(rows, offsets.length + random.integer(1, 6));
    while (offsets.length < last) offsets.push((y * mapWidth + x) * channels);
  }
  const place = { rows, height: step.outHeight, run: step.outWidth * channels, stride: mapWidth * channels };
  return { shape, step, place, offsets, mapSize: mapHeight * mapWidth * channels };
}

describe.each(PRECISIONS)('poolBackward of %s', (precision) => {
  it.each([0, NaN])('agrees with the reference with a coefficient %s', (planted) => {
    const worst = worstOf(
      150,
      (random) => {
        const { shape, step, place, offsets, mapSize } = problemOf(random);
        const taps = shape.kernelHeight * shape.kernelWidth;
        const [lower, upper] = [random.values(taps * mapSize), random.values(taps * mapSize)];
        const output = random.values(place.rows * place.height * place.run);
        output[random.integer(0, output.length - 1)] = planted;
        return (arrays) => {
          const input = arrays.put(new Float64Array(place.rows * step.inHeight * step.inWidth * shape.channels).fill(NaN));
          const where = { ...place, offsets: arrays.integers(offsets) };
          arrays.engine.poolBackward(shape, step, where, mapSize, arrays.put(output), arrays.put(lower), arrays.put(upper), input);
          return [input];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

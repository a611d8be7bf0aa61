import { describe, expect, it } from 'vitest';
import { agrees, PRECISIONS, worstOf, type Random } from './support.js';

function randomMatrix(random: Random, outputs: number, inputs: number) {
  const starts = [0];
  const indices: number[] = [];
  for (let k = 0; k < outputs; k++) {
    for (let left = random.integer(0, 4); left > 0; left--) indices.push(random.integer(0, inputs - 1));
    starts.push(indices.length);
  }
  return { starts, indices, weights: random.values(indices.length) };
}

describe.each(PRECISIONS)('sparseBackward of %s', (precision) => {
  it.each([0, NaN])('agrees with the reference with a coefficient %s', (planted) => {
    const worst = worstOf(
      150,
      (random) => {
        const [rows, height, run] = [random.integer(1, 6), random.integer(1, 4), random.integer(1, 9)];
        const stride = run + random.integer(0, 3);
        const outputs = (height + 2) * stride;
        const inputs = random.integer(1, 30);
        const matrix = randomMatrix(random, outputs, inputs);
        const offsets = Array.from({ length: rows }, () => random.integer(0, outputs - (height - 1) * stride - run));
        const output = random.values(rows * height * run);
        output[random.integer(0, output.length - 1)] = planted;
        return (arrays) => {
          const sparse = {
            starts: arrays.integers(matrix.starts),
            indices: arrays.integers(matrix.indices),
            weights: arrays.put(matrix.weights),
          };
          const input = arrays.put(new Float64Array(rows * inputs).fill(NaN));
          arrays.engine.sparseBackward(
            sparse,
            { rows, height, run, stride, offsets: arrays.integers(offsets) },
            arrays.put(output),
            inputs,
            input,
          );
          return [input];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

import { describe, expect, it } from 'vitest';
import { logistic, logisticAndSlopes, logisticSlope } from '../../src/activations/elementary/logistic.js';
import { tanh, tanhAndSlopes, tanhSlope } from '../../src/activations/elementary/tanh.js';
import { Random } from '../support/random.js';

const EDGES = [0, 5e-324, 2 ** -28, 0.55, 22, 44, 300, 400, 745, 746, 1e300, Infinity, NaN].flatMap((x) => [
  x,
  x * (1 - 2 ** -53),
  x * (1 + 2 ** -52),
]);

describe.each([
  { name: 'tanh', both: tanhAndSlopes, value: tanh, slope: tanhSlope },
  { name: 'logistic', both: logisticAndSlopes, value: logistic, slope: logisticSlope },
])('values and slopes of $name from one exponential', ({ both, value, slope }) => {
  it('have the bits of each alone, and nothing is written behind them', () => {
    const random = new Random(3);
    const drawn = Array.from({ length: 20_000 }, () => (2 * random.next() - 1) * random.pick([1e-9, 0.1, 1, 10, 50, 800]));
    const points = Float64Array.from([...EDGES, ...EDGES.map((x) => -x), ...drawn, 1]);
    const count = points.length - 1;
    const values = new Float64Array(points.length).fill(7);
    const slopes = new Float64Array(points.length).fill(7);
    both(points, count, values, slopes);
    const wrong = Array.from(points.subarray(0, count)).filter(
      (x, i) => !Object.is(values[i], value(x)) || !Object.is(slopes[i], slope(x)),
    );
    expect(wrong).toEqual([]);
    expect([values[count], slopes[count]]).toEqual([7, 7]);
  });
});

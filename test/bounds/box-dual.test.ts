import { describe, expect, it } from 'vitest';
import { boxDual, type BoxDual } from '../../src/bounds/box-dual.js';
import { compare, dyadic, multiply, negate } from '../support/dyadic.js';
import { Random } from '../support/random.js';

function randomProblem(seed: number, kind: 1 | 2): BoxDual {
  const random = new Random(seed);
  const size = random.integer(1, 12);
  return {
    kind,
    epsilon: random.pick([0.01, 0.3, 1, 5]),
    coefficients: random.array(size, -2, 2).map((a) => (random.next() < 0.1 ? 0 : a)),
    lower: random.array(size, -1, 0),
    upper: random.array(size, 0, 1).map((u) => (random.next() < 0.1 ? 0 : u)),
    weights: random.array(size, 0.2, 2).map((w) => (random.next() < 0.1 ? 0 : w)),
  };
}

const end = (p: BoxDual, i: number) => (p.coefficients[i]! > 0 ? p.lower[i]! : p.upper[i]!);

/** l1: spend the budget where a unit of it gains most. */
function greedy(p: BoxDual): number {
  const order = Array.from(p.coefficients, (_, i) => i)
    .filter((i) => p.weights[i]! > 0)
    .sort((a, b) => Math.abs(p.coefficients[b]!) * p.weights[b]! - Math.abs(p.coefficients[a]!) * p.weights[a]!);
  let left = p.epsilon;
  let value = 0;
  for (const i of order) {
    const cost = Math.abs(end(p, i)) / p.weights[i]!;
    const share = Math.min(1, cost === 0 ? 0 : left / cost);
    value += p.coefficients[i]! * end(p, i) * share;
    left -= share * cost;
  }
  return value;
}

/** l2: a feasible point on the path of minimisers, the budget met from below. */
function feasible(p: BoxDual): number {
  const at = (m: number) =>
    Array.from(p.coefficients, (a, i) => {
      const free = (-a * p.weights[i]! ** 2) / (2 * m);
      return p.weights[i] === 0 ? 0 : a > 0 ? Math.max(free, end(p, i)) : Math.min(free, end(p, i));
    });
  const cost = (d: number[]) => d.reduce((sum, x, i) => sum + (p.weights[i] === 0 ? 0 : (x / p.weights[i]!) ** 2), 0);
  let low = 1e-12;
  let high = 1e6;
  if (cost(at(low)) <= p.epsilon ** 2) high = low;
  for (let k = 0; k < 200; k++) {
    const middle = Math.sqrt(low * high);
    if (cost(at(middle)) > p.epsilon ** 2) low = middle;
    else high = middle;
  }
  return at(high).reduce((sum, d, i) => sum + p.coefficients[i]! * d, 0);
}

describe('the dual of a ball cut by a box', () => {
  it.each([
    ['l1', 1, greedy],
    ['l2', 2, feasible],
  ] as const)('%s: is below the primal optimum and close to it', (_name, kind, primal) => {
    const gaps = Array.from({ length: 500 }, (_, seed) => {
      const problem = randomProblem(seed, kind);
      return primal(problem) - boxDual(problem);
    });
    expect({ above: gaps.filter((gap) => gap < -1e-12).length, loose: gaps.filter((gap) => gap > 1e-6).length }).toEqual({
      above: 0,
      loose: 0,
    });
  });

  it.each([1, 2] as const)('kind %d: is below the primal optimum where products with a tiny weight underflow', (kind) => {
    const gaps: number[] = [];
    for (let k = 1; k <= 64; k++) {
      for (const exponent of [-1000, -1022, -960]) {
        const weight = 2 ** exponent;
        const a = k * 2 ** (-1074 - exponent);
        const epsilon = 2 ** -(exponent + 3);
        const value = boxDual({ kind, epsilon, coefficients: [a], lower: [-0.5], upper: [0.5], weights: [weight] });
        gaps.push(value / a + epsilon * weight);
      }
    }
    expect(Math.max(...gaps)).toBeLessThanOrEqual(0);
  });

  it.each([1, 2] as const)('kind %d: is not above the exact optimum of one element', (kind) => {
    const random = new Random(kind);
    const above = Array.from({ length: 400 }, () => {
      const [a, weight, epsilon] = [random.uniform(0.1, 3), random.uniform(0.1, 3), random.uniform(0.1, 3)];
      const value = boxDual({ kind, epsilon, coefficients: [a], lower: [-20], upper: [20], weights: [weight] });
      const exact = negate([a, weight, epsilon].map(dyadic).reduce(multiply));
      return compare(dyadic(value), exact) > 0;
    });
    expect(above.filter(Boolean)).toEqual([]);
  });

  it('claims nothing about NaN', () => {
    expect(boxDual({ kind: 2, epsilon: 1, coefficients: [NaN], lower: [-1], upper: [1], weights: [1] })).toBe(-Infinity);
  });
});

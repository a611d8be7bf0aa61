import type { AttackSpace } from './space.js';

/** Halvings of the bracket of the multiplier: enough for a relative error of 1e-7 of the length, on the feasible side. */
const STEPS = 24;

/**
 * The Euclidean projection of u onto {|u|_p <= epsilon} cut with the box, from the feasible side. Its Lagrangian splits into elements,
 * with one multiplier m >= 0 to be found: clamp(u / (1 + m)) for l2, clamp(u shrunk by m) for l1.
 */
export function project(space: AttackSpace, u: Float64Array, epsilon: number): Float64Array {
  if (space.norm === 'linf') return space.clamp(u, epsilon);
  if (space.length(space.clamp(u)) <= epsilon) return space.clamp(u);
  const euclidean = space.norm === 'l2';
  let low = 0;
  let high = euclidean ? space.length(u) / epsilon : u.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(high < Infinity)) return new Float64Array(u.length);
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (shrunkLength(space, u, middle, euclidean) > epsilon) low = middle;
    else high = middle;
  }
  const result = new Float64Array(u.length);
  for (let i = 0; i < u.length; i++) result[i] = shrunk(space, u, i, high, euclidean);
  return result;
}

function shrunkLength(space: AttackSpace, u: Float64Array, multiplier: number, euclidean: boolean): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) {
    const value = shrunk(space, u, i, multiplier, euclidean);
    sum += euclidean ? value * value : Math.abs(value);
  }
  return euclidean ? Math.sqrt(sum) : sum;
}

function shrunk({ lower, upper }: AttackSpace, u: Float64Array, i: number, multiplier: number, euclidean: boolean): number {
  const value = u[i] ?? NaN;
  const size = euclidean ? Math.abs(value) / (1 + multiplier) : Math.max(Math.abs(value) - multiplier, 0);
  return value < 0 ? Math.max(-size, lower[i] ?? NaN) : Math.min(size, upper[i] ?? NaN);
}

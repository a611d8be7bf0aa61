import { SLACK } from '../engine/interval.js';
import { ETA, UNIT, gamma, roundDown } from '../engine/rounding.js';

/**
 * Lower bound of sum_i a_i d_i over {lower_i <= d_i <= upper_i, |d / w|_p <= epsilon}, p = 1 or 2, by weak duality: for every
 * multiplier m >= 0 the separable minimum of a d + m (|d| / w) (p = 1) or a d + m (d / w)^2 (p = 2), minus m epsilon^p, is a lower
 * bound, so whatever multiplier the search ends with is sound; the value is rounded outward. lower_i <= 0 <= upper_i.
 */
export interface BoxDual {
  readonly kind: 1 | 2;
  readonly epsilon: number;
  readonly coefficients: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

const STEPS = 60;

/** Well above the subnormal numbers: products beyond it have their relative accuracy. */
const TINY = 2 ** -1000;

/** The best dual value found; -Infinity when nothing finite was found. */
export function boxDual(problem: BoxDual): number {
  let low = 0;
  let high = largestMultiplier(problem);
  let best = dualValue(problem, 0);
  if (!(high > 0)) return best;
  best = Math.max(best, dualValue(problem, high));
  for (let step = 0; step < STEPS && high - low > 1e-9 * high; step++) {
    const middle = (low + high) / 2;
    if (spent(problem, middle) > budget(problem)) low = middle;
    else high = middle;
  }
  for (const multiplier of [low, high]) best = Math.max(best, dualValue(problem, multiplier));
  return best;
}

function budget(problem: BoxDual): number {
  return problem.kind === 1 ? problem.epsilon : problem.epsilon * problem.epsilon;
}

/** A multiplier beyond which the minimiser leaves budget unspent. */
function largestMultiplier({ kind, coefficients, weights, epsilon }: BoxDual): number {
  let most = 0;
  let squares = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const product = Math.abs((coefficients[i] ?? NaN) * (weights[i] ?? NaN));
    most = Math.max(most, product);
    squares += product * product;
  }
  return kind === 1 ? most : Math.sqrt(squares) / (2 * epsilon);
}

/** How much of the budget the (approximate) minimiser at a multiplier uses. */
function spent(problem: BoxDual, multiplier: number): number {
  const { kind, coefficients, weights } = problem;
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const w = weights[i] ?? NaN;
    if (w === 0) continue;
    const ratio = minimiser(problem, i, multiplier) / w;
    sum += kind === 1 ? Math.abs(ratio) : ratio * ratio;
  }
  return sum;
}

function minimiser({ kind, coefficients, weights, lower, upper }: BoxDual, i: number, multiplier: number): number {
  const a = coefficients[i] ?? NaN;
  const w = weights[i] ?? NaN;
  const end = a > 0 ? (lower[i] ?? NaN) : (upper[i] ?? NaN);
  if (kind === 1) return Math.abs(a) * w > multiplier ? end : 0;
  const free = (-a * w * w) / (2 * multiplier);
  return a > 0 ? Math.max(free, end) : Math.min(free, end);
}

/** The dual objective, every term rounded down. */
function dualValue(problem: BoxDual, multiplier: number): number {
  const { kind, coefficients, weights, epsilon } = problem;
  let sum = 0;
  let magnitude = 0;
  const count = coefficients.length;
  for (let i = 0; i < count; i++) {
    const a = coefficients[i] ?? NaN;
    const w = weights[i] ?? NaN;
    if (w === 0 || a === 0) continue;
    const term = kind === 1 ? termOne(problem, i, a, w, multiplier) : termTwo(problem, i, a, w, multiplier);
    sum += term;
    magnitude += Math.abs(term);
  }
  const price = kind === 1 ? multiplier * epsilon : multiplier * epsilon * epsilon;
  const error = (gamma(count + 8) * (magnitude + price) + (count + 8) * ETA * (1 + epsilon)) * SLACK;
  const value = roundDown(sum - price - 2 * error);
  return Number.isNaN(value) ? -Infinity : value;
}

/** min over d in [lower, upper] of a d + m |d| / w: piecewise linear, so at 0 or at the end against a's sign. */
function termOne({ lower, upper }: BoxDual, i: number, a: number, w: number, multiplier: number): number {
  const end = a > 0 ? (lower[i] ?? NaN) : (upper[i] ?? NaN);
  return end === 0 ? 0 : Math.min(0, valueAtEnd(a * end, multiplier, Math.abs(end / w), 1));
}

/**
 * min over d in [lower, upper] of a d + m (d / w)^2: the parabola's own minimum -a^2 w^2 / (4 m) is always a lower bound; where the
 * minimiser lies beyond the end, the value there is the minimum, up to the curvature over the rounding of that comparison, which
 * the error term covers (no underflow: see `isBeyond`).
 */
function termTwo({ lower, upper }: BoxDual, i: number, a: number, w: number, multiplier: number): number {
  const end = a > 0 ? (lower[i] ?? NaN) : (upper[i] ?? NaN);
  if (end === 0) return 0;
  const ratio = Math.abs(end / w);
  const atEnd = valueAtEnd(a * end, multiplier, ratio, ratio);
  if (!(multiplier > 0)) return atEnd;
  const product = Math.abs(a * w) + ETA;
  const parabola = -product * (product / multiplier / 4 + ETA) * (1 + 16 * UNIT) - ETA;
  return isBeyond(a, w, multiplier, end) ? Math.max(atEnd, parabola) : parabola;
}

/** linear + m ratio factor, rounded down; underflow loses ETA at most in every quotient and product, times what it is multiplied with. */
function valueAtEnd(linear: number, multiplier: number, ratio: number, factor: number): number {
  if (multiplier === 0) return roundDown(linear);
  const penalty = multiplier * ratio * factor;
  return linear + penalty - (gamma(10) * (Math.abs(linear) + penalty) + 8 * ETA * (1 + multiplier) * (1 + ratio));
}

/** Whether the parabola's minimiser lies at or beyond the end: never claimed where a product underflows, so within 4 roundings. */
function isBeyond(a: number, w: number, multiplier: number, end: number): boolean {
  const pull = Math.abs(a * w) * w;
  const free = pull / (2 * multiplier);
  return Math.min(Math.abs(a * w), pull, free) > TINY && free >= Math.abs(end);
}

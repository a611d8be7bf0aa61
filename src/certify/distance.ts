import type { Norm } from '../bounds/region.js';
import { ETA, gamma, roundUp } from '../engine/rounding.js';

/**
 * An upper bound of |(point - centre) / weights|_p, rounded up throughout (Infinity when an element of weight 0 moved, NaN for NaN):
 * a point with `distanceAbove(...) <= epsilon` lies in the closed ball in exact arithmetic.
 */
export function distanceAbove(norm: Norm, point: Float64Array, centre: Float64Array, weights: Float64Array | null): number {
  let terms = 0;
  let sum = 0;
  let largest = 0;
  for (const [i, x] of point.entries()) {
    const ratio = ratioAbove(x, centre[i] ?? NaN, weights === null ? 1 : (weights[i] ?? NaN));
    if (ratio === 0) continue;
    terms++;
    sum += norm === 'l2' ? ratio * ratio : ratio;
    largest = Math.max(largest, ratio);
  }
  if (norm === 'linf' || terms <= 1) return largest;
  const above = roundUp(sum * (1 + 2 * gamma(terms + 2)));
  return norm === 'l1' ? above : roundUp(Math.sqrt(roundUp(above + 2 * terms * ETA)));
}

/** |x - c| / w, rounded up; exact where the subtraction and the division are. */
function ratioAbove(x: number, c: number, w: number): number {
  const difference = x - c;
  if (difference === 0) return 0;
  if (w === 0) return Infinity;
  const size = Math.abs(difference);
  const above = isExactDifference(x, c, difference) ? size : roundUp(size);
  return w === 1 ? above : roundUp(above / w);
}

/** Whether x - c = difference in real numbers: the error term of Knuth's two-sum is 0. */
function isExactDifference(x: number, c: number, difference: number): boolean {
  const virtualC = x - difference;
  const virtualX = difference + virtualC;
  return x - virtualX + (virtualC - c) === 0;
}

/** Whether every element lies in its closed range; exact. */
export function isWithin(point: Float64Array, range: { readonly lower: Float64Array; readonly upper: Float64Array } | null): boolean {
  if (range === null) return true;
  return point.every((x, i) => x >= (range.lower[i] ?? NaN) && x <= (range.upper[i] ?? NaN));
}

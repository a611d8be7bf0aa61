import type { Activation, Interval } from '../activation.js';
import { midpoint, storeLines } from './curve.js';
import { gapOf, outward, type Side } from './gap.js';
import { STEEPEST } from './piecewise-curvature.js';

/** A function that is constant between thresholds; it may rise and fall. */
export interface StepFunction {
  /** In strictly increasing order, exact. */
  readonly thresholds: readonly number[];
  /** f at each threshold. */
  readonly values: readonly number[];
  /** f before the first threshold, between each and the next, and after the last. */
  readonly levels: readonly number[];
  /** Bound of the error of every value and level. */
  readonly error: number;
}

/** The corners at which f over an interval can touch a line above (or below) it. */
interface Corners {
  readonly x: number[];
  readonly y: number[];
}

/**
 * A step function, relaxed by the supporting lines of its envelopes at the middle of the interval. An interval without a threshold gives the exact constant. At an end of the
 * interval that is a threshold count the value there and, towards the inside, the limit.
 */
export function stepFunction(name: string, parameters: Readonly<Record<string, number>>, f: StepFunction): Activation {
  const padded = f.error === 0 ? 0 : f.error * (1 + 2 ** -48);
  return {
    name,
    parameters,
    alternatives: [],
    evaluate: (x) => (Number.isNaN(x) ? NaN : valueAt(f, x)),
    derivative: (x) => (Number.isNaN(x) ? NaN : 0),
    range(lower, upper, out) {
      extremes(f, lower, upper, out);
      out.lower = -outward(-1, out.lower, padded);
      out.upper = outward(1, out.upper, padded);
    },
    relax(lower, upper, _relaxation, out) {
      const below = cornersOf(f, -1, lower, upper);
      const above = cornersOf(f, 1, lower, upper);
      const middle = midpoint(lower, upper);
      const lowerSlope = supportSlope(below, -1, middle);
      const upperSlope = supportSlope(above, 1, middle);
      const lowerGap = largestGap(below, -1, padded, lowerSlope);
      storeLines(this, lower, upper, lowerSlope, lowerGap, upperSlope, largestGap(above, 1, padded, upperSlope), out);
    },
    isLinear(lower, upper) {
      const range = { lower: 0, upper: 0 };
      extremes(f, lower, upper, range);
      return f.error === 0 && range.lower === range.upper;
    },
  };
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? NaN;
}

/** How many thresholds are below x. */
function countBelow({ thresholds }: StepFunction, x: number): number {
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(thresholds, middle) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function valueAt(f: StepFunction, x: number): number {
  const k = countBelow(f, x);
  return f.thresholds[k] === x ? at(f.values, k) : at(f.levels, k);
}

function extremes(f: StepFunction, lower: number, upper: number, out: Interval): void {
  out.lower = -Math.max(...cornersOf(f, -1, lower, upper).y.map((y) => -y));
  out.upper = Math.max(...cornersOf(f, 1, lower, upper).y);
}

/** The ends with f there and just inside, and each threshold between them with the most extreme of f there and on both sides. */
function cornersOf(f: StepFunction, side: Side, lower: number, upper: number): Corners {
  const most = (...values: readonly number[]) => side * Math.max(...values.map((y) => side * y)) + 0;
  if (lower === upper) return { x: [lower], y: [valueAt(f, lower)] };
  const first = countBelow(f, lower);
  const last = countBelow(f, upper);
  const inside = first + (f.thresholds[first] === lower ? 1 : 0);
  const corners: Corners = { x: [lower], y: [most(valueAt(f, lower), at(f.levels, inside))] };
  for (let k = inside; k < last; k++) {
    corners.x.push(at(f.thresholds, k));
    corners.y.push(most(at(f.levels, k), at(f.values, k), at(f.levels, k + 1)));
  }
  corners.x.push(upper);
  corners.y.push(most(valueAt(f, upper), at(f.levels, last)));
  return corners;
}

/** Slope of the edge of the envelope over (side 1) or under the middle: a monotone chain of the corners. */
function supportSlope({ x, y }: Corners, side: Side, middle: number): number {
  const slope = (i: number, j: number) => Math.min(STEEPEST, Math.max(-STEEPEST, (at(y, j) - at(y, i)) / (at(x, j) - at(x, i))));
  const chain: number[] = [];
  for (let i = 0; i < x.length; i++) {
    while (
      chain.length > 1 &&
      side * (slope(at(chain, chain.length - 2), at(chain, chain.length - 1)) - slope(at(chain, chain.length - 1), i)) <= 0
    )
      chain.pop();
    chain.push(i);
  }
  for (let k = 1; k < chain.length; k++) if (at(x, at(chain, k)) >= middle) return slope(at(chain, k - 1), at(chain, k));
  return 0;
}

function largestGap({ x, y }: Corners, side: Side, error: number, slope: number): number {
  return Math.max(...x.map((point, i) => gapOf(side, at(y, i), error, slope, point)));
}

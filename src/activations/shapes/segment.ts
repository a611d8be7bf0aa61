import { ETA, UNIT } from '../../engine/rounding.js';
import type { Curve } from './curve.js';
import type { Side } from './gap.js';
import type { Piece } from './piecewise-linear.js';

/**
 * Part of a function: on [from, to], either end of which may be infinite, it bends one way.
 *
 * Where two curves meet at an inflection that is no double, `from` is the double nearest to it: within that ulp d the second derivative has the wrong
 * sign, but at most d max|f'''|, so that f is off by less than d^3 max|f'''| from a function that bends as stated. The padding of the errors
 * (5 u of several u of f) covers that.
 */
export interface Segment extends Curve {
  readonly from: number;
  readonly to: number;
  /** 1: convex; -1: concave; 0: linear. */
  readonly bend: Side | 0;
  /** Whether f(from) is the value of this segment rather than that of the one before; it matters where f jumps. */
  readonly ownsFrom: boolean;
  /** What a linear segment is, exactly. */
  readonly line: Piece | null;
}

/** A convex (`bend` 1) or concave (-1) segment. */
export function bentSegment(from: number, to: number, bend: Side, curve: Curve): Segment {
  return {
    from,
    to,
    bend,
    ownsFrom: true,
    line: null,
    value: (x) => curve.value(x),
    valueError: (x, value) => curve.valueError(x, value),
    slope: (x) => curve.slope(x),
    slopeError: (x, slope) => curve.slopeError(x, slope),
  };
}

/** x -> slope x + intercept, both doubles taken as exact. */
export function linearSegment(from: number, to: number, slope: number, intercept: number, ownsFrom = true): Segment {
  const exactProduct = slope === 0 || slope === 1 || slope === -1;
  return {
    from,
    to,
    bend: 0,
    ownsFrom,
    line: { slope, intercept },
    value: (x) => (slope === 0 ? intercept : intercept === 0 ? slope * x : slope * x + intercept),
    valueError(x, value) {
      const product = exactProduct ? 0 : 2 * UNIT * Math.abs(slope * x) + 2 * ETA;
      return slope === 0 || intercept === 0 ? product : product + 2 * UNIT * Math.abs(value);
    },
    slope: () => slope,
    slopeError: () => 0,
  };
}

/** The segments of one curve cut at ascending `cuts`, the first of which bends as `first`. */
export function alternating(curve: Curve, cuts: readonly number[], first: Side): Segment[] {
  const ends = [-Infinity, ...cuts, Infinity];
  return ends.slice(1).map((to, i) => bentSegment(ends[i] ?? NaN, to, i % 2 === 0 ? first : first === 1 ? -1 : 1, curve));
}

import { roundUp, UNIT } from '../../engine/rounding.js';
import type { Activation } from '../activation.js';
import { midpoint, storeLines } from './curve.js';
import { gapOf, type Side } from './gap.js';

/** A non-decreasing staircase with equal steps at equal distances, numbered by whole numbers k from `first` to `last` (which may be infinite). */
export interface Staircase {
  value(x: number): number;
  readonly first: number;
  readonly last: number;
  /** Where jump k is, exactly. */
  position(k: number): number;
  /** f just left of jump k; `level(k + 1)` is f just right of it. */
  level(k: number): number;
  /** Bound of the error of values and levels, relative, in units of u; 0 if they are exact. */
  readonly units: number;
  /** Whether positions and levels are each rounded once from a staircase of equal steps at equal distances. */
  readonly rounded?: boolean;
  /** The largest k with position(k) <= x, of all whole numbers. */
  indexAt(x: number): number;
}

/** Beyond, a staircase without ends is relaxed as x plus or minus 1, its positions no longer being doubles. */
const FAR = 2 ** 50;

/** The corners at which one side of the staircase over an interval touches its envelope: the ends, and the first and the last jump within. */
interface Corners {
  count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const corners: Corners = { count: 0, x: new Float64Array(4), y: new Float64Array(4) };

/**
 * A staircase, relaxed by the supporting lines of its envelopes at the middle: of all corners of one side only the first and the last matter, the others lie between
 * them on a line. An interval without a jump gives the exact constant. At an end of the interval that is a jump f has its own value there, and towards the inside
 * the limit.
 */
export function monotoneStep(name: string, parameters: Readonly<Record<string, number>>, stairs: Staircase, steepest: number): Activation {
  const endless = stairs.last === Infinity;
  return {
    name,
    parameters,
    alternatives: [],
    evaluate: (x) => (Number.isNaN(x) ? NaN : stairs.value(x)),
    derivative: (x) => (Number.isNaN(x) ? NaN : 0),
    range(lower, upper, out) {
      out.lower = moved(stairs, stairs.value(lower), -1);
      out.upper = moved(stairs, stairs.value(upper), 1);
    },
    relax(lower, upper, _relaxation, out) {
      if (endless && !isNear(lower, upper)) {
        out.lowerSlope = out.upperSlope = 1;
        out.lowerIntercept = -1;
        out.upperIntercept = 1;
        return;
      }
      collect(stairs, -1, lower, upper);
      const below = supportSlope(-1, steepest, lower, upper);
      const lowerGap = largestGap(stairs, -1, below);
      collect(stairs, 1, lower, upper);
      const above = supportSlope(1, steepest, lower, upper);
      storeLines(this, lower, upper, below, lowerGap, above, largestGap(stairs, 1, above), out);
    },
    isLinear: (lower, upper) => (!endless || isNear(lower, upper)) && stairs.units === 0 && stairs.value(lower) === stairs.value(upper),
  };
}

function isNear(lower: number, upper: number): boolean {
  return lower > -FAR && upper < FAR;
}

function moved(stairs: Staircase, value: number, side: Side): number {
  return stairs.units === 0 ? value : value + side * (stairs.units + 2) * UNIT * Math.abs(value);
}

/** Lower corners lie left of a jump, which must be beyond `lower`; upper corners right of a jump, which must be before `upper`. */
function collect(stairs: Staircase, side: Side, lower: number, upper: number): void {
  corners.count = 0;
  push(lower, stairs.value(lower));
  const low = stairs.indexAt(lower);
  const high = stairs.indexAt(upper);
  const first = Math.max(stairs.first, side === 1 && stairs.position(low) === lower ? low : low + 1);
  const last = Math.min(stairs.last, side === 1 && stairs.position(high) === upper ? high - 1 : high);
  for (let k = first; k <= last; k = k < last ? last : k + 1) push(stairs.position(k), stairs.level(side === 1 ? k + 1 : k));
  push(upper, stairs.value(upper));
}

function push(x: number, y: number): void {
  corners.x[corners.count] = x;
  corners.y[corners.count] = y;
  corners.count++;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}

/** The edge of the envelope over (side 1) or under the middle. */
function supportSlope(side: Side, steepest: number, lower: number, upper: number): number {
  const { count, x, y } = corners;
  const middle = midpoint(lower, upper);
  let best = 0;
  let highest = -Infinity;
  for (let i = 0; i < count - 1; i++) {
    for (let j = i + 1; j < count; j++) {
      const width = at(x, j) - at(x, i);
      if (!(width > 0) || at(x, i) > middle || at(x, j) < middle) continue;
      const slope = Math.min(steepest, (at(y, j) - at(y, i)) / width);
      const height = side * (at(y, i) + slope * (middle - at(x, i)));
      if (height > highest) {
        highest = height;
        best = slope;
      }
    }
  }
  return best;
}

function largestGap(stairs: Staircase, side: Side, slope: number): number {
  let gap = -Infinity;
  for (let i = 0; i < corners.count; i++) {
    const y = at(corners.y, i);
    gap = Math.max(gap, gapOf(side, y, stairs.units === 0 ? 0 : (stairs.units + 2) * UNIT * Math.abs(y), slope, at(corners.x, i)));
  }
  return stairs.rounded === true && corners.count > 3 ? roundUp(gap + unevenness(slope)) : gap;
}

/**
 * How much more a corner between the first and the last jump may need than those do: all of them lie on one line but for u of their x and of their y, so that
 * side (y - slope x) is off by u (|y| + |slope x|) there and at the outer one.
 */
function unevenness(slope: number): number {
  const most = (values: Float64Array) => Math.max(Math.abs(at(values, 1)), Math.abs(at(values, corners.count - 2)));
  return 3 * UNIT * (most(corners.y) + Math.abs(slope) * most(corners.x));
}

import type { Activation, LinearRelaxation, Relaxation } from '../activation.js';
import { midpoint, storeLines } from './curve.js';
import { heightOf, segmentContact, segmentGap } from './contact.js';
import type { Side } from './gap.js';
import type { Segment } from './segment.js';

/** Steeper lines, over a jump or towards an infinite slope, would only drag huge intercepts along. */
export const STEEPEST = 2 ** 20;

/** A function that is convex, concave or linear by pieces, with kinks and jumps where they meet. */
export interface PiecewiseCurvature {
  /** From -Infinity to Infinity, each beginning where the one before ends. */
  readonly segments: readonly Segment[];
  /** Least and largest slope of a line worth having: of the derivative, and of the chords over a jump. */
  readonly least: number;
  readonly most: number;
  /** Bounds of the whole function. */
  readonly infimum?: number;
  readonly supremum?: number;
}

/** The segments that meet [lower, upper]. */
interface Part {
  readonly segments: readonly Segment[];
  first: number;
  last: number;
  lower: number;
  upper: number;
}

/**
 * An activation with the supporting lines of the convex envelope (below) and of the concave envelope (above) at the middle of the interval: no lines have less area
 * between them. The search for these slopes promises nothing; the intercept is then a proved bound of side (f(x) - slope x) over every segment.
 */
export function piecewiseCurvature(name: string, parameters: Readonly<Record<string, number>>, shape: PiecewiseCurvature): Activation {
  const part: Part = { segments: shape.segments, first: 0, last: 0, lower: 0, upper: 0 };
  const at = (x: number) => segmentAt(shape.segments, x);
  return {
    name,
    parameters,
    alternatives: [],
    evaluate: (x) => at(x)?.value(x) ?? NaN,
    derivative: (x) => at(x)?.slope(x) ?? NaN,
    range(lower, upper, out) {
      select(part, lower, upper);
      const above = largestGap(part, 1, 0);
      const below = largestGap(part, -1, 0);
      out.lower = Math.max(shape.infimum ?? -Infinity, 0 - below);
      out.upper = Math.min(shape.supremum ?? Infinity, above);
    },
    relax(lower, upper, _relaxation: Relaxation, out: LinearRelaxation) {
      select(part, lower, upper);
      const line = part.first === part.last ? (shape.segments[part.first]?.line ?? null) : null;
      if (line !== null) {
        out.lowerSlope = out.upperSlope = line.slope;
        out.lowerIntercept = out.upperIntercept = line.intercept;
        return;
      }
      const below = supportSlope(part, shape, -1);
      const above = supportSlope(part, shape, 1);
      storeLines(this, lower, upper, below, largestGap(part, -1, below), above, largestGap(part, 1, above), out);
    },
    isLinear(lower, upper) {
      select(part, lower, upper);
      return part.first === part.last && shape.segments[part.first]?.line !== null;
    },
  };
}

function segmentAt(segments: readonly Segment[], x: number): Segment | undefined {
  if (Number.isNaN(x)) return undefined;
  return segments.findLast((segment) => segment.from < x || (segment.from === x && segment.ownsFrom) || segment.from === -Infinity);
}

/** A jump belongs to both sides of it, unless the interval begins or ends there on the side that has the value. */
function select(part: Part, lower: number, upper: number): void {
  part.lower = lower;
  part.upper = upper;
  const { segments } = part;
  part.first = 0;
  while (part.first < segments.length - 1 && endsBefore(segments, part.first, lower)) part.first++;
  part.last = part.first;
  while (part.last < segments.length - 1 && beginsWithin(segments[part.last + 1], upper)) part.last++;
}

function endsBefore(segments: readonly Segment[], index: number, lower: number): boolean {
  const next = segments[index + 1];
  return next !== undefined && (next.from < lower || (next.from === lower && next.ownsFrom));
}

function beginsWithin(segment: Segment | undefined, upper: number): boolean {
  return segment !== undefined && (segment.from < upper || (segment.from === upper && segment.ownsFrom));
}

/** An upper bound of side (f(x) - slope x) over the interval. */
function largestGap(part: Part, side: Side, slope: number): number {
  let gap = -Infinity;
  for (let i = part.first; i <= part.last; i++) {
    const segment = part.segments[i];
    if (segment === undefined) continue;
    gap = Math.max(gap, segmentGap(segment, side, slope, Math.max(segment.from, part.lower), Math.min(segment.to, part.upper)));
  }
  return Number.isNaN(gap) ? Infinity : gap;
}

/** A point of the graph where a line of some slope touches it. */
interface Contact {
  x: number;
  /** side * f(x). */
  signed: number;
  height: number;
}

const left: Contact = { x: 0, signed: 0, height: 0 };
const right: Contact = { x: 0, signed: 0, height: 0 };

/** Where the line of this slope touches the part of the graph over [from, to]. */
function touch(part: Part, side: Side, slope: number, from: number, to: number, out: Contact): void {
  out.height = -Infinity;
  for (let i = part.first; i <= part.last; i++) {
    const segment = part.segments[i];
    if (segment === undefined) continue;
    const p = Math.max(segment.from, from);
    const q = Math.min(segment.to, to);
    if (p > q) continue;
    const x = segmentContact(segment, side, slope, p, q);
    const height = heightOf(segment, side, slope, x);
    if (!(height > out.height)) continue;
    out.height = height;
    out.x = x;
    out.signed = side * segment.value(x);
  }
}

/**
 * The slope of the envelope at the middle m. Either f itself touches its envelope there, or the envelope is the line through two points of contact on
 * both sides of m: starting from any slope, the line through the points that lines of this slope touch to the left and to the right of m is the next (Newton's
 * method for the slope at which both sides are equally high, kept from cycling over jumps by bisection).
 */
function supportSlope(part: Part, shape: PiecewiseCurvature, side: Side): number {
  const { lower, upper } = part;
  const clamp = (slope: number) => (slope >= shape.least ? (slope <= shape.most ? slope : shape.most) : shape.least);
  const m = midpoint(lower, upper);
  const middle = segmentAt(part.segments, m);
  if (middle !== undefined && side * middle.bend < 0) {
    const tangent = clamp(middle.slope(m));
    const own = heightOf(middle, side, tangent, m);
    touch(part, side, tangent, lower, upper, left);
    if (left.height <= own + 1e-13 * (Math.abs(own) + Math.abs(tangent * m))) return tangent;
  }
  touch(part, side, 0, lower, lower, left);
  touch(part, side, 0, upper, upper, right);
  let slope = clamp((side * (right.signed - left.signed)) / (upper - lower));
  let least = -Infinity;
  let most = Infinity;
  for (let round = 0; round < 32; round++) {
    touch(part, side, slope, lower, m, left);
    touch(part, side, slope, m, upper, right);
    if (!(right.x > left.x)) break;
    if (side * (left.height - right.height) < 0) least = slope;
    else most = slope;
    let next = clamp((side * (right.signed - left.signed)) / (right.x - left.x));
    if (round > 5 && Number.isFinite(most - least) && (round % 2 === 0 || !(next >= least && next <= most))) next = midpoint(least, most);
    const step = Math.abs(next - slope);
    slope = next;
    if (step <= 1e-11 * Math.abs(slope)) break;
  }
  return slope;
}

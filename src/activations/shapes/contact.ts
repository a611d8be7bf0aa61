import { UNIT } from '../../engine/rounding.js';
import { midpoint } from './curve.js';
import { concaveGap, gapOf, type Side } from './gap.js';
import type { Segment } from './segment.js';

/** Between a and b lies the maximum of side (f(x) - slope x). */
interface Bracket {
  a: number;
  b: number;
  /** Where the search met a slope that cannot be told from `slope`, else NaN. */
  level: number;
}

const bracket: Bracket = { a: 0, b: 0, level: NaN };

/** An upper bound of side (f(x) - slope x) over all real x of [p, q], which lies in the segment. */
export function segmentGap(segment: Segment, side: Side, slope: number, p: number, q: number): number {
  if (segment.line?.slope === slope) return side * segment.line.intercept;
  if (side * segment.bend >= 0 || p === q) return Math.max(gapAt(segment, side, slope, p), gapAt(segment, side, slope, q));
  narrow(segment, side, slope, p, q, 48, 2 * UNIT);
  const { a, b, level } = bracket;
  if (!Number.isNaN(level)) return concaveGap(segment, side, slope, level, segment.value(level), segment.slope(level), a, b);
  return Math.min(tangentGap(segment, side, slope, a, b), tangentGap(segment, side, slope, b, a));
}

/** Concavity: side (f(x) - slope x) <= its value at `at` + max(0, its derivative there, towards `end`) |end - at|. */
function tangentGap(segment: Segment, side: Side, slope: number, at: number, end: number): number {
  const base = gapAt(segment, side, slope, at);
  if (at === end) return base;
  const tangent = segment.slope(at);
  const tilt = side * (tangent - slope);
  const rise = (end > at ? tilt : -tilt) + segment.slopeError(at, tangent) + 2 * UNIT * Math.abs(tilt);
  return rise > 0 ? base + (rise * Math.abs(end - at) + Math.abs(base) * 2 * UNIT) * (1 + 16 * UNIT) : base;
}

function gapAt(segment: Segment, side: Side, slope: number, x: number): number {
  const value = segment.value(x);
  return gapOf(side, value, segment.valueError(x, value), slope, x);
}

/** About the x of [p, q], in the segment, at which side (f(x) - slope x) is largest; no accuracy is promised. */
export function segmentContact(segment: Segment, side: Side, slope: number, p: number, q: number): number {
  if (side * segment.bend >= 0) return heightOf(segment, side, slope, p) >= heightOf(segment, side, slope, q) ? p : q;
  narrow(segment, side, slope, p, q, 24, 1e-12);
  return Number.isNaN(bracket.level) ? midpoint(bracket.a, bracket.b) : bracket.level;
}

/** side (f(x) - slope x), about. */
export function heightOf(segment: Segment, side: Side, slope: number, x: number): number {
  return side * (segment.value(x) - slope * x);
}

/**
 * Shrinks `bracket` from [p, q] around the root of the decreasing side (f' - slope), moving an end only where the sign is certain, until the tangents at the
 * ends leave no more than about `tolerance` of the values: by false position (Illinois), and outwards by doubling where the interval is long.
 */
function narrow(segment: Segment, side: Side, slope: number, p: number, q: number, rounds: number, tolerance: number): void {
  bracket.a = p;
  bracket.b = q;
  bracket.level = NaN;
  let atA = certainTilt(segment, side, slope, p);
  let atB = certainTilt(segment, side, slope, q);
  if (atA < 0) bracket.b = p;
  else if (atB > 0) bracket.a = q;
  if (bracket.a === bracket.b) return;
  let kept = 0;
  for (let round = 0; round < rounds; round++) {
    const { a, b } = bracket;
    const width = b - a;
    if (Math.min(atA, -atB) * width <= tolerance * (Math.abs(segment.value(a)) + Math.abs(slope * a))) return;
    const x = probe(a, b, atA, atB, kept > 2 || kept < -2);
    if (!(x > a && x < b)) return;
    const tilt = certainTilt(segment, side, slope, x);
    if (tilt === 0) {
      bracket.level = x;
      return;
    }
    if (tilt > 0) {
      bracket.a = x;
      atA = tilt;
      kept = kept > 0 ? kept + 1 : 1;
      if (kept > 1) atB /= 2;
    } else {
      bracket.b = x;
      atB = tilt;
      kept = kept < 0 ? kept - 1 : -1;
      if (kept < -1) atA /= 2;
    }
  }
}

/** side (f'(x) - slope), or 0 if its sign is not certain. */
function certainTilt(segment: Segment, side: Side, slope: number, x: number): number {
  const tangent = segment.slope(x);
  const tilt = side * (tangent - slope);
  if (Math.abs(tilt) === Infinity) return tilt;
  return Math.abs(tilt) > segment.slopeError(x, tangent) + 2 * UNIT * Math.abs(tilt) ? tilt : 0;
}

function probe(a: number, b: number, atA: number, atB: number, stuck: boolean): number {
  const width = b - a;
  const near = Math.max(1, Math.min(Math.abs(a), Math.abs(b)));
  if (width > 8 * near) return Math.abs(a) < Math.abs(b) ? a + near : b - near;
  if (stuck || !(atA > 0 && atB < 0 && Number.isFinite(atA - atB))) return midpoint(a, b);
  return a + width * (atA / (atA - atB));
}

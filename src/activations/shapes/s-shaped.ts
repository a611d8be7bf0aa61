import type { Activation } from '../activation.js';
import { type Curve, chordSlope, increasingRange, midpoint, storeLines, tangentPoint } from './curve.js';
import { concaveGap, gapOf, type Side } from './gap.js';

/** An increasing function, convex for x <= 0 and concave for x >= 0, with an even derivative. */
export interface SShape extends Curve {
  readonly infimum: number;
  readonly supremum: number;
  /** f'(0), the largest slope. */
  readonly steepest: number;
  /** About the x >= 0 with f'(x) = slope, for 0 < slope <= steepest. It only chooses a tangent point: no accuracy is assumed. */
  slopeInverse(slope: number): number;
}

// Slopes below this would only drag subnormal numbers through the kernels.
const NEGLIGIBLE_SLOPE = 1e-290;

/** An activation with the lines of CNN-Cert (tangent at the middle, chord, or tangent through the far endpoint); `area` moves the tangent point. */
export function sShaped(name: string, shape: SShape): Activation {
  const line = { slope: 0, gap: 0 };
  const touching = new TouchingPoints(shape);
  const ends = new Ends(shape);
  return {
    name,
    parameters: {},
    alternatives: ['area'],
    evaluate: (x) => shape.value(x),
    derivative: (x) => shape.slope(x),
    range(lower, upper, out) {
      ends.take(lower, upper);
      increasingRange(shape, lower, upper, shape.infimum, shape.supremum, out, ends.atLower, ends.atUpper);
    },
    relax(lower, upper, relaxation, out) {
      ends.take(lower, upper);
      const { atLower, atUpper } = ends;
      const area = relaxation === 'area';
      lineOnSide(shape, touching, area, -1, upper, atUpper, lower, atLower, line);
      const { slope, gap } = line;
      lineOnSide(shape, touching, area, 1, lower, atLower, upper, atUpper, line);
      storeLines(this, lower, upper, slope, gap, line.slope, line.gap, out);
    },
    isLinear: () => false,
  };
}

/** The values at the ends of an interval: a range and lines are mostly asked for one after the other. */
class Ends {
  atLower = NaN;
  atUpper = NaN;
  private lower = NaN;
  private upper = NaN;

  constructor(private readonly shape: SShape) {}

  take(lower: number, upper: number): void {
    // Zeros of either sign have values of their own.
    if (Object.is(lower, this.lower) && Object.is(upper, this.upper)) return;
    this.lower = lower;
    this.upper = upper;
    this.atLower = this.shape.value(lower);
    this.atUpper = this.shape.value(upper);
  }
}

/**
 * The line on one side of f between `far` and `near`: side * f is concave towards `near` (side * x >= 0) and convex towards `far`. The curve decides the
 * slope; whatever it is, the gap covers the endpoint(s) of the convex part and, by its tangent, the concave part.
 */
function lineOnSide(
  shape: SShape,
  points: TouchingPoints,
  area: boolean,
  side: Side,
  far: number,
  atFar: number,
  near: number,
  atNear: number,
  line: { slope: number; gap: number },
): void {
  const chord = flush(chordSlope(far, atFar, near, atNear, 0, shape.steepest));
  if (side * near <= 0) {
    line.slope = chord;
    line.gap = Math.max(endGap(shape, side, chord, far, atFar), endGap(shape, side, chord, near, atNear));
    return;
  }
  if (side * far >= 0) {
    const d = midpoint(Math.min(far, near), Math.max(far, near));
    const tangent = shape.slope(d);
    line.slope = steeper(shape, d, tangent);
    line.gap = concaveGap(shape, side, line.slope, d, shape.value(d), tangent, Math.min(far, near), Math.max(far, near));
    return;
  }
  const slopeAtNear = shape.slope(near);
  const touching = slopeAtNear >= chord ? near : straddlingTangent(shape, points, side, far, atFar, near);
  // The supporting line of the envelope at the middle has the least area; it leaves the far endpoint where the middle is beyond the tangent point.
  const middle = midpoint(Math.min(far, near), Math.max(far, near));
  const d = area && side * middle > side * touching ? middle : touching;
  const value = d === near ? atNear : shape.value(d);
  const tangent = d === near ? slopeAtNear : shape.slope(d);
  line.slope = d === near ? chord : steeper(shape, d, tangent);
  line.gap = Math.max(
    endGap(shape, side, line.slope, far, atFar),
    concaveGap(shape, side, line.slope, d, value, tangent, Math.min(0, near), Math.max(0, near)),
  );
}

/** Where the tangent through the far endpoint touches. */
function straddlingTangent(shape: SShape, points: TouchingPoints, side: Side, far: number, atFar: number, near: number): number {
  const least = Math.min(0, near);
  const most = Math.max(0, near);
  const known = points.at(Math.abs(far));
  if (known !== null) return side * Math.min(Math.max(known, 0), Math.abs(near));
  // By symmetry the tangent point lies nearer to 0 than the far endpoint.
  const start = side * Math.min(Math.abs(near), Math.abs(far));
  return tangentPoint(shape, (slope) => side * shape.slopeInverse(slope), far, atFar, start, least, most);
}

/** The table covers far endpoints up to here, */
const TABLE_END = 16;
/** in steps of this: cubic interpolation is then off by about 1e-8, which costs about that much of a line's height. */
const TABLE_STEP = 1 / 64;

/**
 * Where the tangent through (-t, f(-t)) touches the other side: a function of t >= 0 alone, and by symmetry the same for both sides. A table whose entries are
 * made when they are first used; it only chooses a tangent point, so no accuracy is assumed of it.
 */
class TouchingPoints {
  /** NaN: not made yet. */
  private table: Float64Array | null = null;

  constructor(private readonly shape: SShape) {}

  /** About the touching point for a far endpoint at distance t; null beyond the table. */
  at(t: number): number | null {
    const place = t / TABLE_STEP;
    const first = Math.floor(place) - 1;
    const table = (this.table ??= new Float64Array(TABLE_END / TABLE_STEP + 1).fill(NaN));
    if (!(first >= 0 && first + 3 < table.length)) return null;
    const s = place - first - 1;
    const a = this.entry(table, first);
    const b = this.entry(table, first + 1);
    const c = this.entry(table, first + 2);
    const d = this.entry(table, first + 3);
    return b + (s / 2) * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a)));
  }

  private entry(table: Float64Array, i: number): number {
    const known = table[i] ?? NaN;
    return Number.isNaN(known) ? (table[i] = this.touching(i * TABLE_STEP)) : known;
  }

  private touching(t: number): number {
    const { shape } = this;
    return t === 0 ? 0 : tangentPoint(shape, (slope) => shape.slopeInverse(slope), -t, shape.value(-t), t, 0, t);
  }
}

/** A slope just above f'(d), which is about `slope`: towards the flat end, where the interval may be long, the line then leaves the curve for certain. */
function steeper(shape: SShape, d: number, slope: number): number {
  return flush(slope + 2 * shape.slopeError(d, slope));
}

function flush(slope: number): number {
  return slope < NEGLIGIBLE_SLOPE ? 0 : slope;
}

function endGap(shape: SShape, side: Side, slope: number, x: number, value: number): number {
  return gapOf(side, value, shape.valueError(x, value), slope, x);
}

import type { Activation, LinearRelaxation } from '../activation.js';
import { chordSlope, type Curve, midpoint, storeLines, tangentPoint } from './curve.js';
import { concaveGap, gapOf, type Side } from './gap.js';

/** A curve for x <= 0 with f(0) = 0, followed by the identity for x >= 0, where the kink at 0 bends against the curve. */
export interface Bent {
  /** The curve alone; its slope at 0 is that from the left. */
  readonly curve: Curve;
  /** 1: the curve is convex; -1: concave. */
  readonly bulge: Side;
  /** Least and largest slope of the whole function. */
  readonly least: number;
  readonly most: number;
  /** About the x with f'(x) = slope on the curve; no accuracy is assumed. */
  slopeInverse(slope: number): number;
}

interface Line {
  readonly slope: number;
  readonly gap: number;
}

/** Writes the supporting lines of both envelopes at the middle of [lower, upper], lower < 0 < upper. */
export function bentLines(owner: Pick<Activation, 'range'>, bent: Bent, lower: number, upper: number, out: LinearRelaxation): void {
  const corner = cornerLine(bent, lower, upper);
  const tangent = tangentLine(bent, lower, upper);
  const [below, above] = bent.bulge === 1 ? [tangent, corner] : [corner, tangent];
  storeLines(owner, lower, upper, below.slope, below.gap, above.slope, above.gap, out);
}

/** On the side of the bulge the envelope has the corners `lower`, 0 and `upper` at most, and the extremes lie there. */
function cornerLine({ curve, bulge, least, most }: Bent, lower: number, upper: number): Line {
  const atLower = curve.value(lower);
  const left = chordSlope(lower, atLower, 0, 0, least, most);
  const bends = bulge * (left - 1) > 0;
  const chord = bends ? (midpoint(lower, upper) < 0 ? left : 1) : chordSlope(lower, atLower, upper, upper, least, most);
  const ends = Math.max(gapOf(bulge, atLower, curve.valueError(lower, atLower), chord, lower), gapOf(bulge, upper, 0, chord, upper));
  return { slope: chord, gap: Math.max(0, ends) };
}

/**
 * On the other side the envelope follows the curve up to the tangent through (upper, upper) and then that tangent; it is the chord if no
 * tangent does. On [lower, 0] the gap is that of a tangent; from 0, covered by it, to `upper` f is linear.
 */
function tangentLine(bent: Bent, lower: number, upper: number): Line {
  const { curve, least, most } = bent;
  const side = bent.bulge === 1 ? -1 : 1;
  const middle = midpoint(lower, upper);
  const touching = tangentPoint(curve, (slope) => bent.slopeInverse(slope), upper, upper, Math.min(middle, 0), lower, 0);
  const d = Math.min(middle, touching);
  const value = curve.value(d);
  const tangent = curve.slope(d);
  const slope = d > lower ? tangent : chordSlope(lower, curve.value(lower), upper, upper, least, most);
  const tangentGap = concaveGap(curve, side, slope, d, value, tangent, lower, 0);
  return { slope, gap: Math.max(tangentGap, gapOf(side, upper, 0, slope, upper)) };
}

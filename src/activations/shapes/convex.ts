import type { Activation, LinearRelaxation } from '../activation.js';
import { chordSlope, type Curve, midpoint, storeLines } from './curve.js';
import { concaveGap, gapOf, type Side } from './gap.js';

/**
 * The lines of a curve that is convex (`bulge` 1) or concave (`bulge` -1) on [lower, upper], slopes within [least, most]: the chord on the side of
 * the bulge, whose extremes lie at the ends, and the tangent at the middle on the other (together the least area).
 */
export function convexLines(
  owner: Pick<Activation, 'range'>,
  curve: Curve,
  bulge: Side,
  least: number,
  most: number,
  lower: number,
  upper: number,
  out: LinearRelaxation,
): void {
  const atLower = curve.value(lower);
  const atUpper = curve.value(upper);
  const chord = chordSlope(lower, atLower, upper, atUpper, least, most);
  const chordGap = Math.max(
    gapOf(bulge, atLower, curve.valueError(lower, atLower), chord, lower),
    gapOf(bulge, atUpper, curve.valueError(upper, atUpper), chord, upper),
  );
  const middle = midpoint(lower, upper);
  const tangent = curve.slope(middle);
  const tangentGap = concaveGap(curve, bulge === 1 ? -1 : 1, tangent, middle, curve.value(middle), tangent, lower, upper);
  if (bulge === 1) storeLines(owner, lower, upper, tangent, tangentGap, chord, chordGap, out);
  else storeLines(owner, lower, upper, chord, chordGap, tangent, tangentGap, out);
}

import { SLACK } from './interval.js';
import { ETA, UNIT } from './rounding.js';

/** Two lines, as `Engine.relax` applies them. */
export interface LinePair {
  lowerSlope: number;
  lowerIntercept: number;
  upperSlope: number;
  upperIntercept: number;
}

/** The lower line of an unstable ReLU: of slope 0 or 1, whichever leaves less (CNN-Cert-Ada), parallel to the upper one (Fast-Lin), or 0. */
export type ReluChoice = 'adaptive' | 'fastlin' | 'flat';

/**
 * The lines of CNN-Cert for max(x, 0), eq. (4)-(5): the chord above, with the intercept it needs at both ends (rounded as in activations/shapes/gap.ts); below, any
 * slope in [0, 1] through 0 is exact.
 */
export function reluLine(lower: number, upper: number, choice: ReluChoice, out: LinePair): void {
  out.lowerIntercept = 0;
  if (lower >= 0 || upper <= 0) {
    out.lowerSlope = out.upperSlope = lower >= 0 ? 1 : 0;
    out.upperIntercept = 0;
    return;
  }
  // upper - lower >= upper, so the quotient is at most 1 (and 0 if the width overflows).
  const slope = upper / (upper - lower);
  out.lowerSlope = choice === 'fastlin' ? slope : choice === 'adaptive' && upper >= -lower ? 1 : 0;
  const left = -slope * lower;
  const product = slope * upper;
  const right = upper - product;
  const intercept = Math.max(left, right) + (4 * UNIT * (left + product + right) + 4 * ETA);
  if (intercept < Infinity) {
    out.upperSlope = slope;
    out.upperIntercept = intercept;
  } else {
    out.upperSlope = 0;
    out.upperIntercept = upper;
  }
}

/**
 * What a backward step through two lines is uncertain by, for a coefficient of 1: one rounded product a * slope (none for 0 and 1), and the share of the intercept in
 * the bias accumulator (docs/soundness.md).
 */
export function lineUncertainty(
  lowerSlope: number,
  lowerIntercept: number,
  upperSlope: number,
  upperIntercept: number,
  lower: number,
  upper: number,
  biasGamma: number,
): number {
  const slope = Math.max(rounded(lowerSlope), rounded(upperSlope));
  const intercept = Math.max(Math.abs(lowerIntercept), Math.abs(upperIntercept));
  const magnitude = Math.max(Math.abs(lower), Math.abs(upper));
  const exact = (slope === 0 || magnitude === 0) && intercept === 0;
  return exact ? 0 : (2 * UNIT * slope * magnitude + biasGamma * intercept) * SLACK + ETA;
}

/** |slope| where the product with a coefficient can round. */
function rounded(slope: number): number {
  return slope === 0 || slope === 1 ? 0 : Math.abs(slope);
}

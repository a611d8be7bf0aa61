import { SLACK, type CentreForm } from './interval.js';
import { LANE_TERMS, SINGLE_UNIT, singleDown, singleGamma, singleUp } from './precision.js';
import { ETA, UNIT, gamma, roundUp } from './rounding.js';

/*
 * Constants of rows in singles. Such a row is a . (x - anchor) + bias, its coefficients referring to the distance from the anchors, so that what they lose
 * to rounding is proportional to the widths of the bounds, not to the values (docs/soundness.md, "Rows in singles"). What takes arrays is a kernel of engines:
 * those in WebAssembly return the same bits.
 */

/** Bounds of values, and what rows in singles refer to: any doubles near the values. */
export interface Anchored {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly anchor: Float64Array;
}

/** Arrays of singles that lines are written to. */
export interface SingleLinesTarget {
  readonly lowerSlope: Float32Array;
  readonly lowerIntercept: Float32Array;
  readonly upperSlope: Float32Array;
  readonly upperIntercept: Float32Array;
  readonly uncertainty: Float32Array;
}

/** What a linear map adds to rows in singles. */
export interface SingleConstantsTarget {
  readonly bias: Float32Array;
  readonly uncertainty: Float32Array;
}

/** Constants of the error account of a linear map in singles. */
export interface SingleMapError {
  readonly forwardTerms: number;
  readonly weightUnits: number;
  /** What a coefficient may be off by, relative to the sum of its absolute products: summation and rounded weights. */
  readonly relative: number;
  /** The same where products underflow, times the reach of the input. */
  readonly underflow: number;
  readonly biasGamma: number;
}

/** Relative error of a term of a bias: lanes of singles, then doubles. */
export function singleBiasGamma(biasGamma: number): number {
  return singleGamma(LANE_TERMS) + 2 * biasGamma;
}

/** A bound of |x - anchor|. */
export function reach(lower: number, upper: number, anchor: number): number {
  const most = Math.max(upper - anchor, anchor - lower);
  return most === 0 ? 0 : roundUp(most);
}

/** The centre form around the anchors: radius >= |x - anchor|, magnitude >= |x|. */
export function anchorForm({ lower, upper, anchor }: Anchored, centre: Float64Array, radius: Float64Array, magnitude: Float64Array): void {
  for (let k = 0; k < centre.length; k++) {
    centre[k] = anchor[k]!;
    radius[k] = reach(lower[k]!, upper[k]!, anchor[k]!);
    magnitude[k] = Math.max(Math.abs(lower[k]!), Math.abs(upper[k]!));
  }
}

/** The factors of `singleConstants`. */
export function singleFactors({ forwardTerms, weightUnits, relative, underflow, biasGamma }: SingleMapError) {
  const growth = (1 + 2 * gamma(forwardTerms + 4)) * SLACK;
  return {
    growth,
    forward: gamma(forwardTerms + 2) * growth,
    units: weightUnits * UNIT * growth,
    tiny: (forwardTerms + 4) * ETA,
    relative,
    underflow,
    biasGamma: singleBiasGamma(biasGamma),
  };
}

/** The uncertainty of a bias that is known up to `error` and rounded to a single. */
export function singleConstant(bias: number, rounded: number, error: number, gamma: number): number {
  return singleUp((error + Math.abs(bias - rounded) + gamma * Math.abs(rounded)) * SLACK);
}

/** Of W x + b, from the float results W c, |W| r and |W| m of a centre form around the anchors: bias = W c + b - `to`, and what is unsure about it and the coefficients. */
export function singleConstants(
  image: CentreForm,
  bias: Float64Array,
  biasError: Float64Array | null,
  to: Float64Array,
  error: SingleMapError,
  out: SingleConstantsTarget,
): void {
  const { growth, forward, units, tiny, relative, underflow, biasGamma } = singleFactors(error);
  for (let k = 0; k < out.bias.length; k++) {
    const centre = image.centre[k]!;
    const radius = image.radius[k]!;
    const magnitude = image.magnitude[k]!;
    const evaluation = forward * (magnitude + radius) + 4 * UNIT * (Math.abs(centre) + Math.abs(bias[k]!) + Math.abs(to[k]!));
    const constants = units * magnitude + (biasError === null ? 0 : biasError[k]!) + tiny;
    const shift = centre + bias[k]! - to[k]!;
    out.bias[k] = shift;
    out.uncertainty[k] = singleConstant(shift, out.bias[k]!, relative * radius * growth + evaluation + constants + underflow, biasGamma);
  }
}

/** A line slope . x + intercept of a node's value, moved to the anchors and rounded to singles. */
export interface SingleLine {
  slope: number;
  intercept: number;
}

/**
 * Writes the line `slope (x - from) + intercept <= value - to` (side -1) or `>=` (side 1) for |x - from| <= reach, its
 * slope rounded to nearest and the intercept outward by all that this, its own evaluation and the given line (`given`) can be wrong by.
 */
export function singleLine(
  side: 1 | -1,
  line: { readonly slope: number; readonly intercept: number },
  from: number,
  to: number,
  reach: number,
  given: number,
  out: SingleLine,
): void {
  const { slope, intercept } = line;
  out.slope = Math.fround(slope);
  const product = slope * from;
  const magnitude = Math.abs(product) + Math.abs(intercept) + Math.abs(to);
  const error = magnitude === 0 ? 0 : 16 * UNIT * magnitude + 4 * ETA;
  const outward = (error + given + Math.abs(slope - out.slope) * reach) * SLACK;
  const exact = product + intercept - to;
  out.intercept = side < 0 ? singleDown(exact - outward) : singleUp(exact + outward);
}

/** Uncertainty of one elementwise line in singles: the product with the slope (0 and 1 multiply exactly), the share of the bias. */
function singleLineUncertainty(lower: SingleLine, upper: SingleLine, reach: number, gamma: number): number {
  const slope = Math.max(rounding(lower.slope), rounding(upper.slope));
  const intercept = Math.max(Math.abs(lower.intercept), Math.abs(upper.intercept));
  return singleUp((2 * SINGLE_UNIT * slope * reach + gamma * intercept) * SLACK);
}

function rounding(slope: number): number {
  return slope === 0 || slope === 1 || slope === -1 ? 0 : Math.abs(slope);
}

/** Lines of an input with these bounds, and of values with the anchors `to`; `given`: what the lines in doubles may be off by (null: nothing). */
export function singleLines(
  lines: Readonly<Record<Exclude<keyof SingleLinesTarget, 'uncertainty'>, Float64Array>>,
  input: Anchored,
  to: Float64Array,
  given: Float64Array | null,
  biasGamma: number,
  out: SingleLinesTarget,
): void {
  const gamma = singleBiasGamma(biasGamma);
  const line = { slope: 0, intercept: 0 };
  const lower = { slope: 0, intercept: 0 };
  const upper = { slope: 0, intercept: 0 };
  for (let k = 0; k < out.uncertainty.length; k++) {
    const from = input.anchor[k]!;
    const far = reach(input.lower[k]!, input.upper[k]!, from);
    const error = given === null ? 0 : given[k]!;
    line.slope = lines.lowerSlope[k]!;
    line.intercept = lines.lowerIntercept[k]!;
    singleLine(-1, line, from, to[k]!, far, error, lower);
    line.slope = lines.upperSlope[k]!;
    line.intercept = lines.upperIntercept[k]!;
    singleLine(1, line, from, to[k]!, far, error, upper);
    out.lowerSlope[k] = lower.slope;
    out.lowerIntercept[k] = lower.intercept;
    out.upperSlope[k] = upper.slope;
    out.upperIntercept[k] = upper.intercept;
    out.uncertainty[k] = singleLineUncertainty(lower, upper, far, gamma);
  }
}

/** How far a box reaches from its anchors, times a factor, rounded up. */
export function singleReach({ lower, upper, anchor }: Anchored, factor: number, out: Float32Array): void {
  for (let k = 0; k < out.length; k++) out[k] = singleUp(reach(lower[k]!, upper[k]!, anchor[k]!) * factor);
}

/** The sum of |x - anchor| to nearest, even and odd elements apart. */
export function sumOfReaches({ lower, upper, anchor }: Anchored): number {
  const sums: [number, number] = [0, 0];
  for (let k = 0; k < anchor.length; k++) sums[(k & 1) as 0 | 1] += Math.max(upper[k]! - anchor[k]!, anchor[k]! - lower[k]!);
  return sums[0] + sums[1];
}

/** `Engine.movingUncertainties`. */
export function movingUncertainties({ lower, upper, anchor }: Anchored, biasGamma: number, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) {
    const at = anchor[k]!;
    out[k] = (biasGamma * Math.abs(at) + SINGLE_UNIT * reach(lower[k]!, upper[k]!, at)) * SLACK;
  }
}

/** `Engine.sumOfConstants`. */
export function sumOfConstants(bias: ArrayLike<number>, uncertainty: ArrayLike<number>): number {
  const sums: [number, number] = [0, 0];
  for (let k = 0; k < uncertainty.length; k++) sums[(k & 1) as 0 | 1] += Math.abs(bias[k]!) + uncertainty[k]!;
  return sums[0] + sums[1];
}

/** Rounding of an intercept to singles, and what lanes of singles lose of what that adds to it: well below this, relative to what it was summed from. */
const INTERCEPT = 2 ** -40;

/**
 * Makes lines l(x) in singles those of the function before them, x = y + bias with what is unsure about it. A row a that passes a line has c = a slope, rounded,
 * behind it and would get c bias, and |c| uncertainty as an error. Now it gets a slope bias with the intercept, which differs from that by a rounding of c at most;
 * where c underflows, by less than the magnitudes of bias and uncertainty times the smallest single.
 */
export function addConstants(lines: SingleLinesTarget, { bias, uncertainty }: SingleConstantsTarget): void {
  const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
  for (let k = 0; k < bias.length; k++) {
    const constant = bias[k]!;
    const unsure = uncertainty[k]!;
    const low = lowerIntercept[k]!;
    const high = upperIntercept[k]!;
    const slope = Math.max(Math.abs(lowerSlope[k]!), Math.abs(upperSlope[k]!));
    const size = Math.abs(constant);
    lowerIntercept[k] = singleDown(low + lowerSlope[k]! * constant);
    upperIntercept[k] = singleUp(high + upperSlope[k]! * constant);
    const error =
      slope * (unsure + 2 * SINGLE_UNIT * (size + unsure)) + INTERCEPT * (Math.max(Math.abs(low), Math.abs(high)) + slope * size);
    lines.uncertainty[k] = singleUp((lines.uncertainty[k]! + error) * SLACK);
  }
}

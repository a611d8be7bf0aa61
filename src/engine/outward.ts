import { SLACK } from './interval.js';
import { ETA, UNIT } from './rounding.js';

/** Two lines for each element, of which the intercepts are used, and what is unsure about them per unit of a coefficient. */
export interface UncertainLines {
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;
}

/** What a map adds to rows that pass it, per unit of a coefficient, and what is unsure about that and about its coefficients. One entry an element: there may be more biases. */
export interface Constants {
  readonly bias: Float64Array;
  readonly uncertainty: Float64Array;
}

/** Intercepts that hold all that is unsure. */
export interface OutwardLines {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Roundings, in units of what they are made on: more than the few that there are. */
const FEW = 8 * UNIT;

/**
 * Intercepts l <= t + s i and u >= t' + s' i of lines s x + t <= f(x) <= s' x + t', of x = y + i, so far outward that a row needs no other error: a l (a >= 0) or a u added to its
 * bias is less by |a| (uncertainty + `sums`, that of the last sum of coefficients over the values, + |s| that of the constants i), by the rounding of c = a s behind the lines
 * times i, by the rounding of the intercept itself, and by its own share of the accumulator, `biasGamma`. Where c underflows, c i differs from a s i by less than
 * the smallest double times |i|, which is for the caller to charge.
 */
export function outwardLines(
  { lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty }: UncertainLines,
  constants: Constants | null,
  sums: Float64Array | null,
  biasGamma: number,
  out: OutwardLines,
): void {
  const growth = (1 + 2 * biasGamma) * SLACK;
  for (let k = 0; k < out.lower.length; k++) {
    const constant = constants === null ? 0 : constants.bias[k]!;
    const unsure = constants === null ? 0 : constants.uncertainty[k]!;
    const low = lowerIntercept[k]!;
    const high = upperIntercept[k]!;
    const slope = Math.max(Math.abs(lowerSlope[k]!), Math.abs(upperSlope[k]!));
    const size = Math.abs(constant);
    const magnitude = Math.max(Math.abs(low), Math.abs(high)) + slope * size;
    const given = uncertainty[k]! + (sums === null ? 0 : sums[k]!);
    const error = given + slope * (unsure + FEW * (size + unsure)) + FEW * magnitude;
    // A charge of the smallest doubles where nothing is unsure would make every product with it slow.
    const isExact = error + (size + unsure > 0 ? slope : 0) === 0;
    const charge = isExact ? 0 : error * growth + 4 * ETA;
    out.lower[k] = low + lowerSlope[k]! * constant - charge;
    out.upper[k] = high + upperSlope[k]! * constant + charge;
  }
}

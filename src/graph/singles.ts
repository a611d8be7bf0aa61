import { reach, singleBiasGamma, singleConstant, type SingleConstantsTarget, type SingleLinesTarget } from '../engine/anchored.js';
import type { Engine } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import { SINGLE_UNIT, singleDown, singleUp } from '../engine/precision.js';
import { ETA } from '../engine/rounding.js';
import type { Bounds } from './operator.js';

/** A bound of |x - anchor| for element k. */
export function reachOf({ lower, upper, anchor }: Bounds, k: number): number {
  return reach(lower[k] ?? NaN, upper[k] ?? NaN, anchor[k] ?? NaN);
}

/** A bound of the sum of |x - anchor| over all elements. */
export function totalReach({ lower, upper, anchor }: Bounds): number {
  let sum = 0;
  // Each distance is rounded, once and by less than the smallest double where it underflows.
  for (let k = 0; k < anchor.length; k++) sum += Math.max((upper[k] ?? NaN) - (anchor[k] ?? NaN), (anchor[k] ?? NaN) - (lower[k] ?? NaN));
  return (sum + anchor.length * ETA) * (1 + (anchor.length + 1) * 2 ** -51) * SLACK;
}

/** What a linear map adds to rows in singles: `bias` = map(anchor of the input) - anchor of the output. */
export class SingleConstants implements SingleConstantsTarget {
  readonly bias: Float32Array;
  readonly uncertainty: Float32Array;

  constructor(engine: Engine, size: number) {
    this.bias = engine.allocateSingles(size);
    this.uncertainty = engine.allocateSingles(size);
  }

  /** `error` bounds what is unsure about `bias`, and the rounding of the coefficients times the reach of the input. */
  set(k: number, bias: number, error: number, biasGamma: number): void {
    const rounded = Math.fround(bias);
    this.bias[k] = rounded;
    this.uncertainty[k] = singleConstant(bias, rounded, error, singleBiasGamma(biasGamma));
  }
}

/** Rounding of an intercept to singles, and what lanes of singles lose of what that adds to it: well below this, relative to what it was summed from. */
const INTERCEPT = 2 ** -40;

/**
 * Makes lines l(x) in singles those of the function before them, x = y + bias with what is unsure about it. A row a that passes a line has c = a slope, rounded,
 * behind it and would get c bias, and |c| uncertainty as an error. Now it gets a slope bias with the intercept, which differs from that by a rounding of c at most;
 * where c underflows, by less than `totalOf` times the smallest single.
 */
export function addConstants(lines: SingleLinesTarget, { bias, uncertainty }: SingleConstantsTarget): void {
  const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
  for (let k = 0; k < bias.length; k++) {
    const constant = bias[k] ?? NaN;
    const unsure = uncertainty[k] ?? NaN;
    const low = lowerIntercept[k] ?? NaN;
    const high = upperIntercept[k] ?? NaN;
    const slope = Math.max(Math.abs(lowerSlope[k] ?? NaN), Math.abs(upperSlope[k] ?? NaN));
    const size = Math.abs(constant);
    lowerIntercept[k] = singleDown(low + (lowerSlope[k] ?? NaN) * constant);
    upperIntercept[k] = singleUp(high + (upperSlope[k] ?? NaN) * constant);
    const error =
      slope * (unsure + 2 * SINGLE_UNIT * (size + unsure)) + INTERCEPT * (Math.max(Math.abs(low), Math.abs(high)) + slope * size);
    lines.uncertainty[k] = singleUp(((lines.uncertainty[k] ?? NaN) + error) * SLACK);
  }
}

/** A bound of the magnitudes of constants and of what is unsure about them, in all. */
export function totalOf({ bias, uncertainty }: SingleConstantsTarget): number {
  let sum = 0;
  for (let k = 0; k < bias.length; k++) sum += Math.abs(bias[k] ?? NaN) + (uncertainty[k] ?? NaN);
  return sum * (1 + bias.length * 2 ** -51) * SLACK;
}

/** Sums, rounded up to singles. */
export function addUp(a: ArrayLike<number>, b: ArrayLike<number>, sums: Float32Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] = singleUp(((a[k] ?? NaN) + (b[k] ?? NaN)) * SLACK);
}

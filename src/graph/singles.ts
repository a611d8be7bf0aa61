import type { Engine } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import { LANE_TERMS, SINGLE_UNIT, singleDown, singleGamma, singleUp } from '../engine/precision.js';
import { ETA, UNIT, roundUp } from '../engine/rounding.js';
import type { Bounds } from './operator.js';

/*
 * Constants for rows in singles. Such a row is a . (x - anchor) + bias, its coefficients referring to the distance from the anchors (any
 * doubles near the values), so that what they lose to rounding is proportional to the widths of the bounds, not to the values
 * (docs/soundness.md, "Rows in singles").
 */

/** Relative error of a term of a bias: lanes of singles, then doubles. */
export function singleBiasGamma(biasGamma: number): number {
  return singleGamma(LANE_TERMS) + 2 * biasGamma;
}

/** A bound of |x - anchor| for element k. */
export function reachOf({ lower, upper, anchor }: Bounds, k: number): number {
  const at = anchor[k] ?? NaN;
  const reach = Math.max((upper[k] ?? NaN) - at, at - (lower[k] ?? NaN));
  return reach === 0 ? 0 : roundUp(reach);
}

/** A bound of the sum of |x - anchor| over all elements. */
export function totalReach(bounds: Bounds): number {
  let sum = 0;
  for (let k = 0; k < bounds.anchor.length; k++) sum += reachOf(bounds, k);
  return sum * (1 + bounds.anchor.length * 2 ** -51) * SLACK;
}

/** What a linear map adds to rows in singles: `bias` = map(anchor of the input) - anchor of the output. */
export class SingleConstants {
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
    this.uncertainty[k] = singleUp((error + Math.abs(bias - rounded) + singleBiasGamma(biasGamma) * Math.abs(rounded)) * SLACK);
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
export function singleLineUncertainty(lower: SingleLine, upper: SingleLine, reach: number, biasGamma: number): number {
  const slope = Math.max(rounding(lower.slope), rounding(upper.slope));
  const intercept = Math.max(Math.abs(lower.intercept), Math.abs(upper.intercept));
  return singleUp((2 * SINGLE_UNIT * slope * reach + singleBiasGamma(biasGamma) * intercept) * SLACK);
}

function rounding(slope: number): number {
  return slope === 0 || slope === 1 || slope === -1 ? 0 : Math.abs(slope);
}

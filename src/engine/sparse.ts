import type { SparseRows } from './engine.js';
import { SLACK } from './interval.js';
import { ETA, UNIT, gamma, roundDown, roundUp } from './rounding.js';

/** output = S x + bias. */
export function sparseForward(rows: SparseRows, input: Float64Array, bias: Float64Array, output: Float64Array): void {
  const { starts, indices, weights } = rows;
  for (let k = 0; k < output.length; k++) {
    let sum = 0;
    for (let e = starts[k]!; e < starts[k + 1]!; e++) sum += weights[e]! * input[indices[e]!]!;
    output[k] = sum + bias[k]!;
  }
}

/** Constants of the error account of a sparse map; `exact` when all weights are one, without error, so that products do not round. */
export interface SparseError {
  readonly weightUnits: number;
  readonly biasGamma: number;
  readonly backwardTerms: number;
  readonly exact: boolean;
}

/** Bounds of S x + b, rounded outward, and the uncertainty of a backward step (as for any linear map, docs/soundness.md). */
export function sparseBounds(
  rows: SparseRows,
  lower: Float64Array,
  upper: Float64Array,
  bias: Float64Array,
  biasError: Float64Array | null,
  error: SparseError,
  out: { readonly lower: Float64Array; readonly upper: Float64Array; readonly uncertainty: Float64Array },
): void {
  const { starts, indices, weights } = rows;
  const backward = error.exact && error.backwardTerms === 1 ? 0 : gamma(error.backwardTerms + 2);
  const units = error.weightUnits * UNIT;
  for (let k = 0; k < out.lower.length; k++) {
    const first = starts[k]!;
    const last = starts[k + 1]!;
    let low = bias[k]!;
    let high = low;
    let magnitude = 0;
    for (let e = first; e < last; e++) {
      const w = weights[e]!;
      const lo = lower[indices[e]!]!;
      const hi = upper[indices[e]!]!;
      low += w >= 0 ? w * lo : w * hi;
      high += w >= 0 ? w * hi : w * lo;
      magnitude += Math.abs(w) * Math.max(Math.abs(lo), Math.abs(hi));
    }
    const b = Math.abs(bias[k]!);
    const constants = biasError === null ? 0 : biasError[k]!;
    const copied = error.exact && last - first === 1 && b === 0;
    const growth = (1 + 2 * gamma(last - first + 4)) * SLACK;
    const slack = copied ? 0 : ((gamma(last - first + 2) + units) * (magnitude + b) * growth + (last - first + 2) * ETA) * SLACK;
    out.lower[k] = copied && constants === 0 ? low : roundDown(low - (slack + constants));
    out.upper[k] = copied && constants === 0 ? high : roundUp(high + (slack + constants));
    const rounds = backward + units > 0 || b > 0 || constants > 0;
    out.uncertainty[k] = ((backward + units) * magnitude * growth + error.biasGamma * b + constants) * SLACK + (rounds ? ETA : 0);
  }
}

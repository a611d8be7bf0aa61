import type { Coefficients, Placement } from '../engine.js';
import { SUM_LANES } from '../rounding.js';
import { placed, window } from './views.js';

/** Lower and upper value per map element; the sign of the coefficient chooses. */
interface SignSplit {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The sums of `Engine.relax` and `Engine.accumulate`, in the lanes that `sumTerms` of rounding.ts counts. */
export function accumulate(
  place: Placement,
  coefficients: Float64Array,
  constants: SignSplit,
  uncertainty: Float64Array,
  bias: Float64Array,
  error: Float64Array,
): void {
  for (let row = 0; row < place.rows; row++) {
    const block = window(coefficients, place, row);
    const lower = placed(constants.lower, place, row);
    const upper = placed(constants.upper, place, row);
    const unsure = placed(uncertainty, place, row);
    const biases = new Float64Array(SUM_LANES);
    const errors = new Float64Array(SUM_LANES);
    for (let y = 0; y < place.height; y++) {
      for (let i = 0; i < place.run; i++) {
        const a = block.get(y, i);
        biases[i % SUM_LANES]! += a * (a >= 0 ? lower : upper).get(y, i);
        errors[i % SUM_LANES]! += Math.abs(a) * unsure.get(y, i);
      }
    }
    bias[row]! += total(biases);
    error[row]! += total(errors);
  }
}

function total(lanes: Float64Array): number {
  return lanes.reduce((sum, lane) => sum + lane, 0);
}

/** Multiplies every coefficient by the slope that its sign chooses. */
export function scale(place: Placement, coefficients: Float64Array, slopes: SignSplit): void {
  for (let row = 0; row < place.rows; row++) {
    const block = window(coefficients, place, row);
    const lower = placed(slopes.lower, place, row);
    const upper = placed(slopes.upper, place, row);
    for (let y = 0; y < place.height; y++) {
      for (let i = 0; i < place.run; i++) {
        const a = block.get(y, i);
        block.set(y, i, a * (a >= 0 ? lower : upper).get(y, i));
      }
    }
  }
}

/** `Engine.dualNorm`. */
export function dualNorm(place: Placement, coefficients: Coefficients, weight: Float64Array, kind: 'l2' | 'max', sums: Float64Array): void {
  const doubles = Float64Array.from(coefficients);
  for (let row = 0; row < place.rows; row++) {
    const block = window(doubles, place, row);
    const weights = placed(weight, place, row);
    for (let y = 0; y < place.height; y++) {
      for (let i = 0; i < place.run; i++) {
        const product = block.get(y, i) * weights.get(y, i);
        sums[row] = kind === 'l2' ? sums[row]! + product * product : Math.max(sums[row]!, Math.abs(product));
      }
    }
  }
}

import { reach, singleBiasGamma, singleConstant, type SingleConstantsTarget } from '../engine/anchored.js';
import type { Engine } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import type { Constants } from '../engine/outward.js';
import { singleUp } from '../engine/precision.js';
import { ETA } from '../engine/rounding.js';
import type { Bounds } from './operator.js';

/** A bound of |x - anchor| for element k. */
export function reachOf({ lower, upper, anchor }: Bounds, k: number): number {
  return reach(lower[k] ?? NaN, upper[k] ?? NaN, anchor[k] ?? NaN);
}

/** A bound of the sum of |x - anchor| over all elements. */
export function totalReach(engine: Engine, bounds: Bounds): number {
  const { length } = bounds.anchor;
  // Each distance is rounded, once and by less than the smallest double where it underflows.
  return (engine.sumOfReaches(bounds) + length * ETA) * (1 + (length + 1) * 2 ** -51) * SLACK;
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

/** A bound of the magnitudes of constants and of what is unsure about them, in all. */
export function totalOf(engine: Engine, { bias, uncertainty }: SingleConstantsTarget | Constants): number {
  const { length } = uncertainty;
  return engine.sumOfConstants(bias, uncertainty) * (1 + length * 2 ** -51) * SLACK;
}

/** Sums, rounded up to singles. */
export function addUp(a: ArrayLike<number>, b: ArrayLike<number>, sums: Float32Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] = singleUp(((a[k] ?? NaN) + (b[k] ?? NaN)) * SLACK);
}

import type { StepFunction } from '../activations/shapes/step-function.js';
import { UsageError } from '../errors.js';

/** A quantised activation: `levels[i]` between `thresholds[i - 1]` and `thresholds[i]`, which increase. What it is at a threshold has no weight in a mean field. */
export type Steps = Pick<StepFunction, 'thresholds' | 'levels'>;

/** The most levels that are analysed: 16 bits. */
export const MOST_LEVELS = 65536;

/**
 * The N-state activation -1 + 2 / (N - 1) sum of H(x - g), N - 1 thresholds g at equal distances about 0 (Blumenfeld, Gilboa, Soudry 2019, arXiv 1906.00771, section 3).
 *
 * @param count how many levels, N.
 * @param spacing distance of two thresholds, in units of x; default 2 / (N - 1), that of the levels.
 * @throws {UsageError} DEPTH_LEVELS for a count that is no whole number from 2 to 65536, DEPTH_SPACING for a spacing that is not positive and finite.
 */
export function nStateSteps(count: number, spacing = 2 / (count - 1)): Steps {
  checkLevels(count);
  if (!(spacing > 0 && spacing < Infinity)) {
    throw new UsageError('DEPTH_SPACING', `the spacing of thresholds is ${spacing}`, { hint: 'give a positive number' });
  }
  return {
    thresholds: Array.from({ length: count - 1 }, (_, j) => spacing * (j + 1 - count / 2)),
    levels: Array.from({ length: count }, (_, j) => (2 * j - (count - 1)) / (count - 1)),
  };
}

/** Throws UsageError `DEPTH_LEVELS` for what is no number of levels. */
export function checkLevels(count: number): void {
  if (Number.isInteger(count) && count >= 2 && count <= MOST_LEVELS) return;
  throw new UsageError('DEPTH_LEVELS', `a quantised activation of ${count} levels is none that can be analysed`, {
    hint: `give a whole number from 2 to ${MOST_LEVELS}`,
  });
}

/** Nothing of a standard normal variable, nor of a product of its density with polynomials of moderate degree, is seen beyond. */
const FAR = 39;

/** The steps as those of a standard normal variable times `deviation`: where they are in units of it, and how high. Steps of no height, or too far out to be met, are none. */
export function jumpsOf({ thresholds, levels }: Steps, deviation: number): { readonly at: Float64Array; readonly height: Float64Array } {
  const heights = thresholds.map((_, i) => (levels[i + 1] ?? NaN) - (levels[i] ?? NaN));
  const kept = thresholds.map((_, i) => i).filter((i) => heights[i] !== 0 && Math.abs(thresholds[i] ?? NaN) < FAR * deviation);
  return {
    at: Float64Array.from(kept, (i) => (thresholds[i] ?? NaN) / deviation),
    height: Float64Array.from(kept, (i) => heights[i] ?? NaN),
  };
}

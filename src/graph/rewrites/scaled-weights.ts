import { isNormal, isPowerOfTwo } from '../folded.js';

/** Beyond this many units the products of bounds below are no longer negligible, so nothing is folded. */
const LARGEST_UNITS = 2 ** 20;

/** Weights of a layer with a bound of their rounding, as in `FoldedConstants`. */
export interface ScaledWeights {
  readonly weights: Float64Array;
  readonly weightUnits: number;
}

/**
 * Weights times factors, `factor(i)` for weight i, each side known to its units. The true product is within
 * (w + f + w f u) u |exact product|, and rounding adds u |stored|: together at most w + f + 2 units of the stored product while
 * w, f <= 2^20. null: a product underflows or overflows, so that no relative bound holds.
 */
export function scaleWeights(
  weights: Float64Array,
  weightUnits: number,
  factor: (index: number) => number,
  factorUnits: number,
): ScaledWeights | null {
  if (weightUnits > LARGEST_UNITS || factorUnits > LARGEST_UNITS) return null;
  const result = new Float64Array(weights.length);
  let exact = weightUnits === 0 || factorUnits === 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? NaN;
    const scale = factor(i);
    const value = weight * scale;
    if (!isNormal(value) && weight !== 0 && scale !== 0) return null;
    exact &&= value === 0 || isPowerOfTwo(scale) || isPowerOfTwo(weight);
    result[i] = value;
  }
  return { weights: result, weightUnits: weightUnits + factorUnits + (exact ? 0 : 2) };
}

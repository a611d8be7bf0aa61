/**
 * The rounding policy, stated once (docs/soundness.md derives it). All arithmetic of the bounds is IEEE double, round to
 * nearest: fl(x op y) = (x op y)(1 + d) + e with |d| <= u, |e| <= eta (eta only on underflow).
 */

/** Unit roundoff of double precision, 2^-53. */
export const UNIT = 2 ** -53;

/** Smallest positive subnormal double, 2^-1074: bounds the absolute error of an underflowing product. */
export const ETA = 2 ** -1074;

const RELATIVE = 2 * UNIT;

/**
 * gamma_n = n u / (1 - n u), rounded up: the relative error of n chained rounding errors, in any order of summation and with or
 * without fused multiply-add (Higham, Accuracy and Stability, lemma 3.1). Infinity when n u >= 1/2: no claim is made.
 */
export function gamma(terms: number, unit = UNIT): number {
  const product = terms * unit;
  if (!(product < 0.5)) return Infinity;
  return (product / (1 - product)) * (1 + 4 * RELATIVE);
}

/** Partial sums of a row's terms at a node. */
export const SUM_LANES = 4;

/**
 * `Engine.sumTerms` where every line of a window has the elements that are `SUM_LANES` apart in one lane: the product, the additions of the lane, and those of the lanes to each other.
 */
export function sumTerms(height: number, run: number): number {
  return height * Math.ceil(run / SUM_LANES) + SUM_LANES;
}

/** A double >= the real sum or product that rounded to x. */
export function roundUp(x: number): number {
  return x + (Math.abs(x) * RELATIVE + ETA);
}

/** A double <= the real sum or product that rounded to x. */
export function roundDown(x: number): number {
  return x - (Math.abs(x) * RELATIVE + ETA);
}

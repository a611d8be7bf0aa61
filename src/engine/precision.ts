import { gamma } from './rounding.js';
import type { ConvShape } from './engine.js';

/**
 * What every engine keeps to on blocks of singles (binary32), so that an error account can be drawn up without knowing its kernels.
 * Errors of single precision are relative to `SINGLE_UNIT`, and at most `SINGLE_ETA` where a product underflows.
 */

/** Unit roundoff of single precision, 2^-24. */
export const SINGLE_UNIT = 2 ** -24;

/** Smallest positive subnormal single, 2^-149. */
export const SINGLE_ETA = 2 ** -149;

/** `relax` and `accumulate`: a term of a row's bias or error goes through at most so many single roundings; the rest is in doubles. */
export const LANE_TERMS = 68;

/** Terms that a coefficient's sum is cut into; a multiple of the vector length (wasm/assembly/backward.ts). */
const PIECE = 128;

/**
 * `convBackward` on singles: most roundings that a product goes through on its way into a coefficient. Long sums are cut into pieces, which
 * are summed in turn; the input channels that do not fill a vector are summed lane by lane.
 */
export function singleTerms({ kernelHeight, kernelWidth, inChannels, outChannels, groups }: ConvShape): number {
  const taps = kernelHeight * kernelWidth;
  const outputs = outChannels / groups;
  const inPieces = Math.min(taps * outputs, PIECE) + 2 * Math.ceil((taps * outputs) / PIECE) + 2;
  const inLanes = taps * Math.ceil(outputs / 4) + 4;
  return (inChannels / groups) % 8 === 0 ? inPieces : Math.max(inPieces, inLanes);
}

/** gamma_n of single precision; Infinity when no claim can be made. */
export function singleGamma(terms: number): number {
  return gamma(terms, SINGLE_UNIT);
}

/** A single <= x, at most two steps below. */
export function singleDown(x: number): number {
  const rounded = Math.fround(x);
  return rounded <= x ? rounded : beside(rounded, -1);
}

/** A single >= x, at most two steps above. */
export function singleUp(x: number): number {
  const rounded = Math.fround(x);
  return rounded >= x ? rounded : beside(rounded, 1);
}

/** A neighbouring single or the one behind it; NaN for an infinity. */
function beside(single: number, sign: 1 | -1): number {
  return Math.fround(single + sign * (Math.abs(single) * 2 ** -23 + SINGLE_ETA));
}

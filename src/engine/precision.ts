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
export const LANE_TERMS = 20;

/** Most terms of a piece of a coefficient's sum (wasm/assembly/pieces.ts). */
const PIECE = 16;

/** Pieces that are summed in singles. */
const GROUP = 4;

/** Lanes over rows: columns of coefficients that are added at once, and groups of them that are summed before they are added to the sums around their position. */
const COLUMNS = 4;
const PIECE_GROUPS = 8;

/**
 * `convBackward` on singles: most roundings that a product goes through on its way into a coefficient. Long sums are cut into pieces; groups of
 * them are summed in singles, and groups in doubles, rounded once; the input channels that do not fill a vector are summed lane by lane; with lanes over rows the columns of a position
 * are summed in pieces (wasm/assembly/across-rows.ts), and each tap adds its pieces. Sums that leave out zeros are no longer.
 */
export function singleTerms(shape: ConvShape): number {
  const { inChannels, groups } = shape;
  const { taps, outputs } = summed(shape);
  const inLanes = taps * Math.ceil(outputs / 4) + 4;
  const most = Math.max(termsInPieces(shape), canRunAcrossRows(shape) ? termsAcrossRows(shape) : 0);
  return (inChannels / groups) % 8 === 0 ? most : Math.max(most, inLanes);
}

/** Whether lanes over rows keep to what other ways need: with few input channels, where those are summed lane by lane, or by themselves. */
export function canRunAcrossRows(shape: ConvShape): boolean {
  return shape.groups === 1 && (shape.inChannels < 8 || termsAcrossRows(shape) <= termsInPieces(shape));
}

type Filter = Omit<ConvShape, 'inChannels'>;

/** Taps that meet an input position, and terms of each. */
function summed({ kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, outChannels, groups }: Filter): {
  taps: number;
  outputs: number;
} {
  return { taps: meeting(kernelHeight, strideY, dilationY) * meeting(kernelWidth, strideX, dilationX), outputs: outChannels / groups };
}

/** Whether summing the products of each tap, one after the other, and then those sums keeps to what other ways need (wasm/assembly/across-rows-all.ts). */
export function canSumTapByTap(shape: ConvShape): boolean {
  const { taps, outputs } = summed(shape);
  return shape.groups === 1 && outputs + taps - 1 <= singleTerms(shape);
}

/** A product and PIECE - 1 additions; those of the group; then the roundings of doubles, which are at most one of singles for 2^28 groups, and that of their sum. */
function termsInPieces(shape: Filter): number {
  const { taps, outputs } = summed(shape);
  return taps * outputs <= PIECE ? taps * outputs : PIECE + GROUP - 1 + 2;
}

/** A product and the additions of its columns; those of the groups of a piece; those of all pieces. */
function termsAcrossRows(shape: Filter): number {
  const { taps, outputs } = summed(shape);
  const groups = Math.ceil(outputs / COLUMNS);
  return COLUMNS + Math.min(groups, PIECE_GROUPS) - 1 + taps * Math.ceil(groups / PIECE_GROUPS);
}

/** Most taps of an axis that meet one input position: they differ by multiples of the stride, or of a part of it. */
function meeting(kernel: number, stride: number, dilation: number): number {
  for (let period = 1; period < stride; period++) if ((period * dilation) % stride === 0) return Math.ceil(kernel / period);
  return Math.ceil(kernel / stride);
}

/** gamma_n of single precision; Infinity when no claim can be made. */
export function singleGamma(terms: number): number {
  return gamma(terms, SINGLE_UNIT);
}

/** Whether all of them are singles. */
export function areSingles(values: ArrayLike<number>): boolean {
  for (let k = 0; k < values.length; k++) if (Math.fround(values[k]!) !== values[k]) return false;
  return true;
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

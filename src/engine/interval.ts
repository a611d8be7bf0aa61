import { ETA, UNIT, gamma, roundDown, roundUp } from './rounding.js';

/** Elementwise interval kernels in plain float64, rounded outward. The first two are kernels of engines: those in WebAssembly return the same bits. */

/** A factor that covers the few roundings made while an error term itself is evaluated. */
export const SLACK = 1 + 32 * UNIT;

/** Centre (any double near the middle), radius >= half width around it and magnitude >= |x|, for each interval. */
export function centreForm(
  lower: Float64Array,
  upper: Float64Array,
  centre: Float64Array,
  radius: Float64Array,
  magnitude: Float64Array,
): void {
  for (let i = 0; i < lower.length; i++) {
    const lo = lower[i]!;
    const hi = upper[i]!;
    const middle = lo + (hi - lo) / 2;
    centre[i] = middle;
    radius[i] = lo === hi ? 0 : roundUp(Math.max(hi - middle, middle - lo));
    magnitude[i] = Math.max(Math.abs(lo), Math.abs(hi));
  }
}

/** Whether two arrays of one length hold the same numbers. */
export function isEqual(a: Float64Array, b: Float64Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** `Engine.middles`. */
export function middles(lower: Float64Array, upper: Float64Array, target: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = lower[i]! + (upper[i]! - lower[i]!) * 0.5;
}

/** Constants of the error account of one linear map; see docs/soundness.md, "Linear steps". */
export interface LinearError {
  /** Terms summed into one output by the forward map. */
  readonly forwardTerms: number;
  /** Terms summed into one coefficient by the backward map. */
  readonly backwardTerms: number;
  /** Relative error of the stored weights, in units of u. */
  readonly weightUnits: number;
  /** gamma_N of the bias accumulator. */
  readonly biasGamma: number;
}

/** The float results W c, |W| r and |W| m of a centre form. */
export interface CentreForm {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
  readonly magnitude: Float64Array;
}

/** Arrays that `linearBounds` writes. */
export interface LinearBoundsTarget {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly uncertainty: Float64Array;
}

/** What `linearBounds` multiplies radii and magnitudes by, and adds for underflow. */
export interface LinearFactors {
  readonly growth: number;
  readonly forward: number;
  readonly backward: number;
  readonly underflow: number;
}

/** The factors of a linear map. */
export function linearFactors({ forwardTerms, backwardTerms, weightUnits }: LinearError): LinearFactors {
  const growth = (1 + 2 * gamma(forwardTerms + 4)) * SLACK;
  const units = weightUnits * UNIT;
  return {
    growth,
    forward: (gamma(forwardTerms + 2) + units) * growth,
    backward: (gamma(backwardTerms + 2) + units) * growth,
    underflow: (forwardTerms + 2) * ETA,
  };
}

/**
 * Bounds of W x + b from the float results W c, |W| r and |W| m of the centre form, and the uncertainty
 * `(gamma_n + k u) |W| m + gamma_N |b| + e_b` of a backward step through the map. `bias` and `biasError` are per element or empty.
 */
export function linearBounds(
  image: CentreForm,
  bias: Float64Array,
  biasError: Float64Array | null,
  error: LinearError,
  out: LinearBoundsTarget,
): void {
  const { growth, forward, backward, underflow } = linearFactors(error);
  for (let k = 0; k < out.lower.length; k++) {
    const b = bias[k]!;
    const biasUncertainty = biasError === null ? 0 : biasError[k]!;
    const magnitude = image.magnitude[k]!;
    const spread = (image.radius[k]! * growth + forward * magnitude + 2 * UNIT * Math.abs(b) + biasUncertainty + underflow) * SLACK;
    const centre = image.centre[k]! + b;
    out.lower[k] = roundDown(roundDown(centre) - spread);
    out.upper[k] = roundUp(roundUp(centre) + spread);
    out.uncertainty[k] = (backward * magnitude + error.biasGamma * Math.abs(b) + biasUncertainty) * SLACK + underflow;
  }
}

/** Bounds and uncertainty of an elementwise map scale * x + shift. */
export function affineBounds(
  lower: Float64Array,
  upper: Float64Array,
  scale: Float64Array,
  shift: Float64Array,
  shiftError: Float64Array | null,
  error: { readonly weightUnits: number; readonly biasGamma: number },
  out: { readonly lower: Float64Array; readonly upper: Float64Array; readonly uncertainty: Float64Array },
): void {
  for (let k = 0; k < out.lower.length; k++) {
    const s = scale[k]!;
    const t = shift[k]!;
    const shiftUncertainty = shiftError === null ? 0 : shiftError[k]!;
    const reach = Math.abs(s) * Math.max(Math.abs(lower[k]!), Math.abs(upper[k]!));
    const constants = (error.weightUnits * UNIT * reach + shiftUncertainty) * SLACK + 2 * ETA;
    const low = s >= 0 ? s * lower[k]! : s * upper[k]!;
    const high = s >= 0 ? s * upper[k]! : s * lower[k]!;
    out.lower[k] = roundDown(roundDown(roundDown(low) + t) - constants);
    out.upper[k] = roundUp(roundUp(roundUp(high) + t) + constants);
    const product = s === 1 || s === -1 || s === 0 ? 0 : 2 * UNIT;
    out.uncertainty[k] = (product * reach + error.biasGamma * Math.abs(t) + constants) * SLACK;
  }
}

/** `Engine.magnitudeTimes`. */
export function magnitudeTimes(lower: Float64Array, upper: Float64Array, scale: number, target: Float64Array): void {
  for (let k = 0; k < target.length; k++) {
    target[k] = Math.max(Math.abs(lower[k]!), Math.abs(upper[k]!)) * scale * SLACK + ETA;
  }
}

/** Sum of max(|lower|, |upper|) to nearest, even and odd elements apart; NaN unless all are finite intervals. */
export function sumOfMagnitudes(lower: Float64Array, upper: Float64Array): number {
  const sums: [number, number] = [0, 0];
  for (let k = 0; k < lower.length; k++) sums[(k & 1) as 0 | 1] += Math.max(Math.abs(lower[k]!), Math.abs(upper[k]!));
  return firstInvalid(lower, upper) < 0 ? sums[0] + sums[1] : NaN;
}

/** A bound of the sum that `sumOfMagnitudes` rounded. */
export function totalMagnitude(sum: number, terms: number): number {
  return sum * (1 + 2 * gamma(terms)) * SLACK;
}

/** Index of the first element where lower <= upper fails or a bound is not finite; -1 when all is well. */
export function firstInvalid(lower: Float64Array, upper: Float64Array): number {
  for (let k = 0; k < lower.length; k++) {
    const lo = lower[k]!;
    const hi = upper[k]!;
    if (!(lo <= hi) || lo === -Infinity || hi === Infinity) return k;
  }
  return -1;
}

import { SLACK } from '../../engine/interval.js';
import { UNIT, gamma, roundDown, roundUp } from '../../engine/rounding.js';

/** `cnn-cert`: the weights of the paper on both sides; `largest`: the lower line is the input with the largest midpoint. */
export type PoolingChoice = 'cnn-cert' | 'largest';

/** One linear lower and upper bound of the maximum of a window, weights in the order of the window's inputs. */
export interface WindowLines {
  lower: number[];
  upper: number[];
  lowerIntercept: number;
  upperIntercept: number;
  /** Per unit of |coefficient|: rounding of the backward step and the intercept's share of the bias accumulator. */
  uncertainty: number;
}

/**
 * Bounds max_i x_i over lower_i <= x_i <= upper_i (CNN-Cert, pooling; weights w_i = (u_i - g) / (u_i - l_i)). Whatever double the
 * weights round to, any w in [0, 1] is sound with the intercepts chosen here:
 * upper: max_j x_j - sum w_i (x_i - l_i) is largest with all but the maximum at l, so max_j (u_j - w_j (u_j - l_j)) - sum w_i l_i;
 * lower: max = G max + (1 - G) max >= sum w_i x_i + (1 - G) e with G = sum w, e = max l if G <= 1, else max u.
 */
export function relaxWindow(
  lower: readonly number[],
  upper: readonly number[],
  settings: { readonly terms: number; readonly biasGamma: number; readonly choice: PoolingChoice },
  out: WindowLines,
): void {
  const floor = Math.max(...lower);
  const winner = lower.indexOf(floor);
  const dominates = upper.every((u, i) => i === winner || u <= floor);
  if (dominates) {
    out.lower = lower.map((_, i) => (i === winner ? 1 : 0));
    out.upper = out.lower;
    out.lowerIntercept = 0;
    out.upperIntercept = 0;
  } else {
    const weights = paperWeights(lower, upper, floor);
    out.upper = weights;
    out.upperIntercept = upperIntercept(lower, upper, weights, floor);
    out.lower = settings.choice === 'largest' ? largestMidpoint(lower, upper) : weights;
    out.lowerIntercept = settings.choice === 'largest' ? 0 : lowerIntercept(lower, upper, weights);
  }
  const magnitude = lower.reduce((sum, l, i) => {
    return sum + Math.max(out.lower[i] ?? NaN, out.upper[i] ?? NaN) * Math.max(Math.abs(l), Math.abs(upper[i] ?? NaN));
  }, 0);
  const intercept = Math.max(Math.abs(out.lowerIntercept), Math.abs(out.upperIntercept));
  out.uncertainty = (gamma(settings.terms + 2) * magnitude * (1 + gamma(lower.length + 4)) + settings.biasGamma * intercept) * SLACK;
}

function paperWeights(lower: readonly number[], upper: readonly number[], floor: number): number[] {
  const relevant = lower.map((_, i) => (upper[i] ?? NaN) >= floor);
  const ceiling = Math.min(...upper.filter((_, i) => relevant[i] === true));
  const fixed = lower.findIndex((l, i) => relevant[i] === true && l === upper[i]);
  let level = floor;
  if (fixed < 0) {
    let numerator = -1;
    let denominator = 0;
    lower.forEach((l, i) => {
      if (relevant[i] !== true) return;
      const u = upper[i] ?? NaN;
      numerator += u / (u - l);
      denominator += 1 / (u - l);
    });
    level = Math.min(Math.max(numerator / denominator, floor), ceiling);
  }
  if (!Number.isFinite(level)) level = floor;
  const weights = lower.map((l, i) => {
    const u = upper[i] ?? NaN;
    if (relevant[i] !== true || !(u > l)) return 0;
    return Math.min(Math.max((u - level) / (u - l), 0), 1);
  });
  if (fixed >= 0) weights[fixed] = Math.min(Math.max(1 - weights.reduce((a, b) => a + b, 0), 0), 1);
  return weights;
}

function upperIntercept(lower: readonly number[], upper: readonly number[], weights: readonly number[], floor: number): number {
  let top = floor;
  let sum = 0;
  let magnitude = 0;
  lower.forEach((l, i) => {
    const u = upper[i] ?? NaN;
    const w = weights[i] ?? NaN;
    if (u >= floor) top = Math.max(top, u - w * (u - l));
    sum += w * l;
    magnitude = magnitude + Math.abs(w * l) + Math.abs(u) + Math.abs(l);
  });
  return roundUp(top - sum + gamma(2 * lower.length + 8) * magnitude * SLACK);
}

function lowerIntercept(lower: readonly number[], upper: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  const error = gamma(weights.length + 2) * (total + 1);
  const low = Math.max(...lower);
  const high = Math.max(...upper);
  if (total + error <= 1) return roundDown((1 - total) * low - (error + 4 * UNIT) * Math.abs(low) * SLACK);
  if (total - error >= 1) return roundDown((1 - total) * high - (error + 4 * UNIT) * (total + 1) * Math.abs(high) * SLACK);
  return roundDown(-2 * error * Math.max(Math.abs(low), Math.abs(high)) * SLACK);
}

function largestMidpoint(lower: readonly number[], upper: readonly number[]): number[] {
  let best = 0;
  lower.forEach((l, i) => {
    if (l + (upper[i] ?? NaN) > (lower[best] ?? NaN) + (upper[best] ?? NaN)) best = i;
  });
  return lower.map((_, i) => (i === best ? 1 : 0));
}

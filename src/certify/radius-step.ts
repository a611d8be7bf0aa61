import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';

/**
 * One epsilon of a radius search in the coordinates of the search: t = ln epsilon, y = ln((clean - margin) / clean). A margin that
 * falls like clean - c epsilon^k is a straight line there, and the radius its root.
 */
export interface SearchPoint {
  readonly t: number;
  /** Infinity where nothing was proved, or nothing evaluated. */
  readonly y: number;
  readonly certified: boolean;
}

/** Assumed before there are two points to tell: margins fall a little faster than linearly. */
const TYPICAL_SLOPE = 1.3;

/** The largest step without a bracket. */
const LONGEST = log(1024);

/** The part of the precision that a closing step covers: below 1, so that rounding never leaves the bracket a little too wide. */
const CLOSING = 0.98;

/** The epsilon to try next, given at least one point; the caller keeps it inside the bracket. */
export function nextEpsilon(history: readonly SearchPoint[], precision: number): number {
  const width = log(1 + precision);
  const { low, high } = bracketOf(history);
  if (stalls(history, width)) return exp((low + high) / 2);
  const root = estimateRoot(history, width);
  if (low === -Infinity) return exp(Math.max(root, high - LONGEST) - width / 2);
  if (high === Infinity) return exp(Math.min(root, low + LONGEST) - width / 4);
  if (!(root > low && root < high)) return exp((low + high) / 2);
  if (root - low < 0.7 * width) return exp(low + CLOSING * width);
  if (high - root < 0.7 * width) return exp(high - CLOSING * width);
  return exp(root - width / 4);
}

/** Largest certified and smallest failed t. */
export function bracketOf(history: readonly SearchPoint[]): { readonly low: number; readonly high: number } {
  let low = -Infinity;
  let high = Infinity;
  for (const { t, certified } of history) {
    if (certified) low = Math.max(low, t);
    else high = Math.min(high, t);
  }
  return { low, high };
}

/** Whether a bracket that is still wide has not been halved by the last three evaluations: secant steps do not help here. */
function stalls(history: readonly SearchPoint[], width: number): boolean {
  const now = bracketOf(history);
  const then = bracketOf(history.slice(0, -3));
  const size = now.high - now.low;
  return Number.isFinite(size) && Number.isFinite(then.high - then.low) && size > 4 * width && size > (then.high - then.low) / 2;
}

/** The root of the line through the two points nearest to it; they must not be so near each other that their slope is noise. */
function estimateRoot(history: readonly SearchPoint[], width: number): number {
  const known = history.filter(({ y }) => Number.isFinite(y)).sort((a, b) => Math.abs(a.y) - Math.abs(b.y));
  const [nearest] = known;
  if (nearest === undefined) return NaN;
  const second = known.find(({ t }) => Math.abs(t - nearest.t) >= 3 * width);
  const slope = second === undefined ? TYPICAL_SLOPE : (second.y - nearest.y) / (second.t - nearest.t);
  return nearest.t - nearest.y / (slope > 0.2 ? Math.min(slope, 50) : TYPICAL_SLOPE);
}

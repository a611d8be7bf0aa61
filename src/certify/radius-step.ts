import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';
import { modelRoot, type SearchMargin, type SearchPoint } from './radius-model.js';

/** The largest step without a bracket. */
const LONGEST = log(1024);

/** The part of the precision that a closing step covers: below 1, so that rounding never leaves the bracket a little too wide. */
const CLOSING = 0.98;

/** The epsilon to try next, given at least one point; the caller keeps it inside the bracket. */
export function nextEpsilon(history: readonly SearchPoint[], margins: readonly SearchMargin[], precision: number): number {
  const width = log(1 + precision);
  const { low, high } = bracketOf(history);
  if (stalls(history, width)) return exp((low + high) / 2);
  const root = modelRoot(history, margins, 3 * width);
  if (Math.abs(root - low) < 0.7 * width) return exp(low + CLOSING * width);
  if (Math.abs(high - root) < 0.7 * width) return exp(high - CLOSING * width);
  if (!(root > low && root < high)) return low === -Infinity || high === Infinity ? unbracketed(low, high) : exp((low + high) / 2);
  if (low === -Infinity) return exp(Math.max(root, high - LONGEST));
  return exp(Math.min(root, low + LONGEST));
}

/** A safe step where the model contradicts the only side that is known. */
function unbracketed(low: number, high: number): number {
  return low === -Infinity ? exp(high - log(8)) : exp(low + log(2));
}

/** Largest certified and smallest failed t. */
function bracketOf(history: readonly SearchPoint[]): { readonly low: number; readonly high: number } {
  let low = -Infinity;
  let high = Infinity;
  for (const { t, certified } of history) {
    if (certified) low = Math.max(low, t);
    else high = Math.min(high, t);
  }
  return { low, high };
}

/** Whether a bracket that is still wide has not been halved by the last three evaluations: a model does not help here. */
function stalls(history: readonly SearchPoint[], width: number): boolean {
  const now = bracketOf(history);
  const then = bracketOf(history.slice(0, -3));
  const size = now.high - now.low;
  return Number.isFinite(size) && Number.isFinite(then.high - then.low) && size > 4 * width && size > (then.high - then.low) / 2;
}

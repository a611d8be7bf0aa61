import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';

/** One margin as a search sees it. */
export interface SearchMargin {
  readonly class: number;
  /** Its value at the input itself, > 0. */
  readonly clean: number;
  /** Where its first-order model vanishes: for small epsilon the bounds are like that model. null: not known. */
  readonly linear: number | null;
}

/**
 * One epsilon of a radius search in the coordinates of the search: t = ln epsilon and, for each margin, y = ln((clean - bound) / clean).
 * A bound that falls like clean - c epsilon^k is a straight line there, and its root the radius.
 */
export interface SearchPoint {
  readonly t: number;
  /** Infinity where nothing was proved, or nothing evaluated. */
  readonly y: Float64Array;
  readonly certified: boolean;
}

interface Point {
  readonly t: number;
  readonly y: number;
}

/** Growth of the looseness of linear bounds that is assumed before there are two points to tell. */
const TYPICAL_GROWTH = 2;

/** The same for margins whose behaviour near epsilon = 0 is not known. */
const TYPICAL_SLOPE = 1.3;

/** The smallest t at which the model of a margin vanishes; Infinity when no point says anything. */
export function modelRoot(history: readonly SearchPoint[], margins: readonly SearchMargin[], apart: number): number {
  return margins.reduce((least, { linear }, i) => {
    const points = history.map(({ t, y }) => ({ t, y: y[i] ?? NaN })).filter(({ y }) => Number.isFinite(y));
    return Math.min(least, rootOf(points, linear, apart));
  }, Infinity);
}

/**
 * For small epsilon the bounds are the first-order model, which vanishes at `linear`; beyond, their looseness grows like a power:
 * y = t - ln linear + ln(1 + a epsilon^q), through the points nearest to the root. Where they contradict that, the line through them.
 */
function rootOf(points: readonly Point[], linear: number | null, apart: number): number {
  const byDistance = [...points].sort((a, b) => Math.abs(a.y) - Math.abs(b.y));
  const [nearest] = byDistance;
  if (nearest === undefined) return Infinity;
  const second = byDistance.find(({ t }) => Math.abs(t - nearest.t) >= apart) ?? null;
  const root = linear === null ? null : curvedRoot(nearest, second, log(linear));
  return root ?? straightRoot(nearest, second);
}

function straightRoot(nearest: Point, second: Point | null): number {
  const slope = second === null ? TYPICAL_SLOPE : (second.y - nearest.y) / (second.t - nearest.t);
  return nearest.t - nearest.y / (slope > 0.2 ? Math.min(slope, 50) : TYPICAL_SLOPE);
}

/** null where the model does not fit. */
function curvedRoot(nearest: Point, second: Point | null, origin: number): number | null {
  const looseness = ({ t, y }: Point) => log(exp(y - t + origin) - 1);
  const height = looseness(nearest);
  if (!Number.isFinite(height)) return null;
  const growth = second === null ? TYPICAL_GROWTH : (looseness(second) - height) / (second.t - nearest.t);
  if (!(growth > 0.1 && growth < 50)) return null;
  const value = (t: number) => t - origin + log(1 + exp(height + growth * (t - nearest.t)));
  let low = Math.min(nearest.t, origin) - 60;
  let high = origin;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (value(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

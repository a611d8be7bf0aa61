import type { Steps } from './steps.js';

/** A function that does not decrease. */
export type Rising = (x: number) => number;

/** Beyond, a pre-activation is not looked for. */
const FARTHEST = 1e6;
/** Thresholds that close to each other are one. */
const CLOSEST = 2 ** -40;

/**
 * The steps of x -> `after`(q(`before`(x))), q with the given thresholds.
 *
 * @param thresholds where q jumps.
 * @param q the quantised function, also at its thresholds: what comes before it may stay there, as a ReLU stays at 0.
 * @param before a function that does not decrease and is continuous; null: the identity.
 * @param after of a level.
 */
export function composedSteps(thresholds: readonly number[], q: Rising, before: Rising | null, after: (level: number) => number): Steps {
  const inner = before ?? ((x: number) => x);
  const places = before === null ? thresholds : thresholds.flatMap((t) => [reaches(before, (y) => y >= t), reaches(before, (y) => y > t)]);
  const cuts = apart([...new Set(places)].filter((x) => Math.abs(x) < FARTHEST || before === null).sort((a, b) => a - b));
  const ends = [-FARTHEST, ...cuts, FARTHEST];
  const between = ends.slice(1).map((end, i) => after(q(inner(middle(ends[i] ?? NaN, end)))));
  const kept = cuts.map((_, i) => i).filter((i) => between[i] !== between[i + 1]);
  const [first = NaN] = between;
  return { thresholds: kept.map((i) => cuts[i] ?? NaN), levels: [first, ...kept.map((i) => between[i + 1] ?? NaN)] };
}

/** Without those that differ from the one before by rounding only. */
function apart(cuts: readonly number[]): number[] {
  return cuts.filter((x, i) => i === 0 || x - (cuts[i - 1] ?? NaN) > CLOSEST + CLOSEST * Math.abs(x));
}

function middle(low: number, high: number): number {
  return low + (high - low) / 2;
}

/** The least x from which on a rising function has come so far. */
function reaches(f: Rising, isThere: (y: number) => boolean): number {
  let [low, high] = [-FARTHEST, FARTHEST];
  if (isThere(f(low))) return -FARTHEST;
  if (!isThere(f(high))) return FARTHEST;
  for (;;) {
    const x = middle(low, high);
    if (!(x > low && x < high)) return high;
    if (isThere(f(x))) high = x;
    else low = x;
  }
}

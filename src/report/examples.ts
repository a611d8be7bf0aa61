import type { InputResult } from '../certify/result.js';
import { worstMargin } from './input-columns.js';

/** An input's place in a run, as far as the choice of examples needs it. */
type Ranked = Pick<InputResult, 'index' | 'status' | 'cleanMargin' | 'certifiedRadius' | 'margins'>;

/**
 * The inputs that are worth a look: of `count`, a quarter are misclassified (those most surely so), half have the smallest radii (or, with an
 * epsilon, the smallest proved margins) of the others, and the rest lie around the median. Where there are too few of a kind, the
 * next smallest take their place. Inputs that failed are none of them. Returns their indices, ascending.
 */
export function chooseExamples(results: readonly Ranked[], count: number): number[] {
  const ran = results.filter(({ status, cleanMargin }) => status !== 'error' && cleanMargin !== null);
  const wrong = ascending(ran.filter(({ status }) => status === 'misclassified'), (result) => result.cleanMargin ?? NaN); // prettier-ignore
  const right = ascending(ran.filter(({ status }) => status !== 'misclassified'), strength); // prettier-ignore
  const chosen = new Set<Ranked>(wrong.slice(0, Math.ceil(count / 4)));
  const weakest = right.slice(0, Math.min(Math.ceil(count / 2), count - chosen.size));
  for (const result of weakest) chosen.add(result);
  const room = count - chosen.size;
  const middle = Math.max(Math.floor((right.length - room) / 2), weakest.length);
  for (const result of [...right.slice(middle, middle + room), ...right, ...wrong]) {
    if (chosen.size < count) chosen.add(result);
  }
  return [...chosen].map(({ index }) => index).sort((a, b) => a - b);
}

/** The certified radius, or the smallest margin that is proved. */
function strength(result: Ranked): number {
  return result.certifiedRadius ?? worstMargin(result) ?? -Infinity;
}

function ascending(results: readonly Ranked[], key: (result: Ranked) => number): Ranked[] {
  return results.toSorted((a, b) => (key(a) === key(b) ? a.index - b.index : key(a) - key(b)));
}

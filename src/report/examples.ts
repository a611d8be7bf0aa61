import type { InputResult } from '../certify/result.js';
import { worstMargin } from './input-columns.js';

/** An input's place in a run, as far as the choice of examples needs it. */
interface Ranked {
  readonly index: number;
  readonly status: InputResult['status'];
  readonly cleanMargin: number | null;
  readonly certifiedRadius?: number | null | undefined;
  readonly margins?: readonly { readonly lower: number | null }[] | undefined;
}

/**
 * The inputs that are worth a look: of `count`, a quarter are misclassified (those most surely so), half have the smallest radii (or, with an
 * epsilon, the smallest proved margins) of the others, and the rest are drawn from these by their indices alone. Where there are too few of a kind, the
 * next smallest take their place. Inputs that failed are none of them. Returns their indices, ascending.
 *
 * Each kind is the beginning of an order that does not depend on which other inputs there are, so that a part of a run chooses all of its inputs that
 * the whole run would choose: shards can be put together.
 */
export function chooseExamples(results: readonly Ranked[], count: number): number[] {
  const ran = results.filter(({ status, cleanMargin }) => status !== 'error' && cleanMargin !== null);
  const wrong = ascending(ran.filter(({ status }) => status === 'misclassified'), (result) => result.cleanMargin ?? NaN); // prettier-ignore
  const right = ascending(ran.filter(({ status }) => status !== 'misclassified'), strength); // prettier-ignore
  const chosen = new Set<Ranked>(wrong.slice(0, Math.ceil(count / 4)));
  const weakest = right.slice(0, Math.min(Math.ceil(count / 2), count - chosen.size));
  for (const result of weakest) chosen.add(result);
  const room = count - chosen.size;
  const drawn = ascending(right.filter((result) => !chosen.has(result)), ({ index }) => scattered(index)).slice(0, room); // prettier-ignore
  for (const result of [...drawn, ...right, ...wrong]) {
    if (chosen.size < count) chosen.add(result);
  }
  return [...chosen].map(({ index }) => index).sort((a, b) => a - b);
}

/** The certified radius, or the smallest margin that is proved. */
function strength(result: Ranked): number {
  return result.certifiedRadius ?? worstMargin(result) ?? -Infinity;
}

/** A bijection of 32-bit integers without visible order: the last steps of MurmurHash3 (Appleby). */
function scattered(index: number): number {
  const first = Math.imul(index ^ (index >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}

function ascending(results: readonly Ranked[], key: (result: Ranked) => number): Ranked[] {
  return results.toSorted((a, b) => (key(a) === key(b) ? a.index - b.index : key(a) - key(b)));
}

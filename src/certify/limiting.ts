import type { LowestMargin } from './radius-search.js';

/** The smallest of the margins of some classes; NaN counts as nothing proved. */
export function lowestMargin(lower: ArrayLike<number>, classes: readonly number[]): LowestMargin {
  let lowest = Infinity;
  let limiting: number | null = null;
  classes.forEach((index, i) => {
    const bound = lower[i] ?? NaN;
    const value = Number.isNaN(bound) ? -Infinity : bound;
    if (limiting !== null && value >= lowest) return;
    lowest = value;
    limiting = index;
  });
  return { lowest: limiting === null ? -Infinity : lowest, class: limiting };
}

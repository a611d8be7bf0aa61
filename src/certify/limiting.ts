/** The smallest lower bound of several margins, and whose it is. */
export interface LowestMargin {
  /** -Infinity where nothing is proved. */
  readonly lowest: number;
  readonly class: number | null;
}

/** The smallest of the margins of some classes; NaN counts as nothing proved, and so does no class at all. */
export function lowestMargin(lower: ArrayLike<number>, classes: readonly number[]): LowestMargin {
  let result: LowestMargin = { lowest: -Infinity, class: null };
  classes.forEach((index, i) => {
    const bound = lower[i] ?? NaN;
    const value = Number.isNaN(bound) ? -Infinity : bound;
    if (result.class === null || value < result.lowest) result = { lowest: value, class: index };
  });
  return result;
}

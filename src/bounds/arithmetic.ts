/** Rows in singles from the start; in doubles, until singles take over where much less is lost by them; in doubles to the end. Ascending: what each loses is less. */
export const ARITHMETIC = { singles: 0, mixed: 1, doubles: 2 } as const;

/** Ways in which rows of intermediate bounds are propagated. */
export type Arithmetic = (typeof ARITHMETIC)[keyof typeof ARITHMETIC];

/** What a round of blocks tells about the arithmetic it began with. */
export interface Tally {
  /** Rows that reached the input in it. */
  tried: number;
  /** Those of them that had to be propagated again, */
  doubtful: number;
  /** and those that had to be in doubles in the end. */
  hopeless: number;
}

/** Before the first block. */
export function noTally(): Tally {
  return { tried: 0, doubtful: 0, hopeless: 0 };
}

/** The share of rows that are propagated again above which starting in doubles costs less than that (measured). */
const MOST_DOUBTFUL = 1 / 12;

/** The arithmetic for the next round: rows of one target are much alike. */
export function next(current: Arithmetic, { tried, doubtful, hopeless }: Tally): Arithmetic {
  if (hopeless > tried / 2) return ARITHMETIC.doubles;
  return current === ARITHMETIC.singles && doubtful > MOST_DOUBTFUL * tried ? ARITHMETIC.mixed : current;
}

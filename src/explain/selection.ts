/** How channels are ranked: the two metrics of the paper, and its baselines. */
export type Metric = 'correlation' | 'precision' | 'weightSum' | 'weightVariance' | 'activationSum' | 'activationVariance';

export const METRICS: readonly Metric[] = [
  'correlation',
  'precision',
  'weightSum',
  'weightVariance',
  'activationSum',
  'activationVariance',
];

/** How much two selections have in common. */
export interface Overlap {
  readonly same: number;
  /** same / (|A| + |B|), at most 1/2 (Lengerich et al. 2017); null: both are empty. */
  readonly authors: number | null;
  /** |A and B| / |A or B|; null: both are empty. */
  readonly jaccard: number | null;
}

/** The positions of the `count` largest values, the largest first, ties by position; null is never chosen. */
export function largest(values: readonly (number | null)[], count: number): number[] {
  const known = values.flatMap((value, position) => (value === null || Number.isNaN(value) ? [] : [{ value, position }]));
  known.sort((a, b) => (a.value === b.value ? a.position - b.position : b.value - a.value));
  return known.slice(0, count).map(({ position }) => position);
}

/** Compares two selections, each without repetitions. */
export function overlap(a: readonly number[], b: readonly number[]): Overlap {
  const same = a.filter((item) => b.includes(item)).length;
  const total = a.length + b.length;
  return total === 0 ? { same, authors: null, jaccard: null } : { same, authors: same / total, jaccard: same / (total - same) };
}

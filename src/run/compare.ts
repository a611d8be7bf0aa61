/** How far values are from wanted ones. */
export interface Difference {
  /** Largest |found - wanted|. */
  readonly absolute: number;
  /** That of `absolute`, divided by the largest |wanted|: how float32 rounds depends on the size of the terms, not of their sum. */
  readonly relative: number;
  /** Element with the largest difference. */
  readonly element: number;
  /** Whether the difference is one that float32 arithmetic explains. */
  readonly within: boolean;
}

/** What is put down to float32: this share of the largest wanted value, and this much in any case. */
export const TOLERANCE = { relative: 1e-4, absolute: 1e-5 } as const;

/** Compares arrays of equal length; equal infinities and NaN with NaN differ by 0. */
export function compare(found: Float64Array, wanted: Float64Array): Difference {
  const differences = found.map((value, k) => distance(value, wanted[k] ?? NaN));
  const element = differences.reduce((worst, value, k) => (value > (differences[worst] ?? 0) ? k : worst), 0);
  const absolute = differences[element] ?? 0;
  const scale = wanted.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const relative = absolute === 0 ? 0 : absolute / scale;
  return { absolute, relative, element, within: absolute <= TOLERANCE.absolute + TOLERANCE.relative * scale };
}

function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

import type { Coefficients } from '../engine.js';
import { misuse } from '../misuse.js';

type Doubles<T extends readonly Coefficients[]> = { -readonly [K in keyof T]: Float64Array };

/**
 * Runs a kernel on doubles. Singles are widened before and rounded to nearest afterwards, so that a result goes through one single
 * rounding: better than what precision.ts asks of an engine.
 */
export function inDoubles<const T extends readonly Coefficients[]>(arrays: T, run: (...doubles: Doubles<T>) => void): void {
  const singles = arrays.filter((array) => array instanceof Float32Array).length;
  if (singles === 0) {
    run(...(arrays as unknown as Doubles<T>));
    return;
  }
  if (singles < arrays.length) throw misuse('A kernel was given both doubles and singles.');
  const doubles = arrays.map((array) => Float64Array.from(array));
  run(...(doubles as unknown as Doubles<T>));
  doubles.forEach((array, i) => arrays[i]?.set(array));
}

/** Filters as a kernel on singles sees them: rounded to nearest. */
export function filtersFor(block: Coefficients, filters: Float64Array): Float64Array {
  return block instanceof Float32Array ? filters.map(Math.fround) : filters;
}

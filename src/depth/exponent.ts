import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';
import { uniformOptimum } from './uniform.js';

/** 1 - chi_max as a power of N + 1. */
export interface DepthExponent {
  /** Slope of ln(1 - chi_max) over ln(N + 1): L_max grows about as N to minus this. */
  readonly slope: number;
  /** e^intercept (N + 1)^slope is the fitted 1 - chi_max. */
  readonly intercept: number;
  /** The numbers of levels it is fitted to. */
  readonly levels: readonly number[];
}

/**
 * Whole numbers from `first` to `last`, about equally far apart in their logarithms: `count` different ones, or all there are.
 *
 * @param first the first, at least 1.
 * @param last the last, above the first.
 * @param count how many, at least 2.
 */
export function geometricLevels(first: number, last: number, count: number): number[] {
  const wanted = Math.min(count, last - first + 1);
  for (let points = wanted; ; points++) {
    const ratio = log(last / first) / (points - 1);
    const levels = new Set(Array.from({ length: points }, (_, i) => Math.round(first * exp(ratio * i))));
    if (levels.size >= wanted) return [...levels];
  }
}

/**
 * The least-squares line of ln(1 - chi_max) over ln(N + 1), with the exact optimum of each N (arXiv 1906.00771, section 4: -1.82 for N up to 1024).
 *
 * @param levels numbers of levels, at least two different ones; default 40 from 3 to 1025 at equal ratios.
 * @throws {UsageError} DEPTH_LEVELS.
 */
export function depthExponent(levels: readonly number[] = geometricLevels(3, 1025, 40)): DepthExponent {
  const points = levels.map((count) => ({ x: log(count + 1), y: log(uniformOptimum(count).defect) }));
  const mean = (f: (point: { x: number; y: number }) => number) => points.reduce((sum, point) => sum + f(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) * (point.x - x));
  return { slope, intercept: y - slope * x, levels };
}

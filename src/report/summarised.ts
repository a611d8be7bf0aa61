import { summarise, type Counted } from '../certify/summary.js';
import { roundEpsilons } from './epsilons.js';
import type { SummaryReport } from './schema.js';

/** What is reported of results in a few numbers, apart from what they cost; `epsilon`: of the run, undefined where radii were searched. */
export function summarised(
  results: readonly Counted[],
  epsilon: number | undefined,
): Omit<SummaryReport, 'wallSeconds' | 'cpuSeconds' | 'peakRssMb'> {
  const epsilons = epsilon === undefined ? roundEpsilons(results.map(({ certifiedRadius }) => certifiedRadius ?? 0)) : [epsilon];
  const { certifiedAccuracy, ...summary } = summarise(results, epsilons);
  return { ...summary, certifiedAccuracy: [...certifiedAccuracy] };
}

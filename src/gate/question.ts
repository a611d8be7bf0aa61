import { radiusStatistics, epsilonsOf, needsRadii } from './thresholds.js';
import type { GateModelPlan } from './read-config.js';

/** What has to be found out about the inputs of a model, so that all its thresholds can be judged. */
export interface Question {
  /** Ascending, each once. */
  readonly epsilons: readonly number[];
  /** Whether radii are searched: where they are asked for, and where several epsilons are, which they answer for the most part. */
  readonly radii: boolean;
}

/** What the thresholds of a model ask. */
export function questionOf({ thresholds, baseline }: Pick<GateModelPlan, 'thresholds' | 'baseline'>): Question {
  const { certifiedAccuracy = [], lostCertificates = [], radius = {}, inputRadius } = baseline?.maxDrop ?? {};
  const asked = [...epsilonsOf(thresholds), ...[...certifiedAccuracy, ...lostCertificates].map(({ at }) => at)];
  const epsilons = [...new Set(asked)].sort((a, b) => a - b);
  const radii = needsRadii(thresholds) || radiusStatistics(radius).length > 0 || inputRadius !== undefined;
  return { epsilons, radii: radii || epsilons.length > 1 };
}

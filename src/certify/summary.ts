import type { InputResult, Verdict } from './result.js';

/** What a run says in a few numbers. Every share is of all inputs, errors and timeouts included: they count as not certified. */
export interface Summary {
  readonly inputs: number;
  /** Inputs whose prediction is their label. */
  readonly correct: number;
  /** correct / inputs; null without inputs. */
  readonly cleanAccuracy: number | null;
  /** Inputs certified at the epsilon, or with a radius above 0. */
  readonly certified: number;
  /** Share of the inputs with a radius of at least epsilon. */
  readonly certifiedAccuracy: readonly { readonly epsilon: number; readonly value: number }[];
  /** Over the inputs that have a radius (misclassified: 0; errors: none, null is not 0); null where none has one. */
  readonly radius: RadiusSummary | null;
  readonly errors: number;
  readonly timeouts: number;
}

/** Quantiles are interpolated linearly between the sorted radii. */
export interface RadiusSummary {
  /** Inputs with a radius: the denominator. */
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly min: number;
}

/** What a summary is made of: a result, or what was reported of it. */
export interface Counted {
  readonly label: number | null;
  readonly prediction: number | null;
  readonly status: InputResult['status'];
  readonly verdict?: Verdict | undefined;
  readonly certifiedRadius?: number | null | undefined;
}

/** Sums results up. `epsilons`: where the certified accuracy is wanted, in a run for radii; otherwise the epsilon of the run. */
export function summarise(results: readonly Counted[], epsilons: readonly number[]): Summary {
  const count = (test: (result: Counted) => boolean) => results.filter(test).length;
  const share = (part: number) => (results.length === 0 ? 0 : part / results.length);
  const correct = count(({ label, prediction }) => prediction !== null && prediction === label);
  return {
    inputs: results.length,
    correct,
    cleanAccuracy: results.length === 0 ? null : correct / results.length,
    certified: count((result) => result.verdict === 'certified' || (result.certifiedRadius ?? 0) > 0),
    certifiedAccuracy: epsilons.map((epsilon) => ({ epsilon, value: share(count((result) => holdsAt(result, epsilon))) })),
    radius: radiusSummary(results),
    errors: count(({ status }) => status === 'error'),
    timeouts: count(({ status }) => status === 'timeout'),
  };
}

/** Whether an input is certified at an epsilon, as far as its result tells. */
function holdsAt({ status, verdict, certifiedRadius }: Counted, epsilon: number): boolean {
  if (status === 'error') return false;
  if (verdict !== undefined) return verdict === 'certified';
  return typeof certifiedRadius === 'number' && certifiedRadius > 0 && certifiedRadius >= epsilon;
}

function radiusSummary(results: readonly Counted[]): RadiusSummary | null {
  const radii = results.map(({ certifiedRadius }) => certifiedRadius).filter((radius) => typeof radius === 'number');
  if (radii.length === 0) return null;
  const sorted = Float64Array.from(radii).sort();
  const quantile = (share: number) => quantileOf(sorted, share);
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, radius) => sum + radius, 0) / sorted.length,
    median: quantile(0.5),
    p10: quantile(0.1),
    p90: quantile(0.9),
    min: quantile(0),
  };
}

/** A quantile of sorted numbers, interpolated linearly between neighbours; 0 of none. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

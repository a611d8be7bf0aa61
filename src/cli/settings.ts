import { DEFAULT_SETTINGS, type CertifySettings } from '../certify/settings.js';
import type { GraphNoise } from '../graph/graph.js';
import type { CertifyReport } from '../report/schema.js';
import type { ModelSource } from '../run/plan.js';
import type { DataArguments } from './data-options.js';
import { readWeights } from './input-set.js';
import type { JobArguments } from './job.js';

/** Mean and standard deviation that the model expects to be taken off, or null. */
export function normalisationOf({ mean, std }: Pick<DataArguments, 'mean' | 'std'>): ModelSource['normalisation'] {
  return mean === undefined && std === undefined ? null : { mean: mean ?? [0], std: std ?? [1] };
}

/** The settings of a run, its file of weights read. */
export function settingsOf(args: JobArguments, inputShape: readonly number[]): CertifySettings {
  const { norm, method, relaxation, kernel, precision, target, threshold, attack } = args;
  return {
    ...DEFAULT_SETTINGS,
    ...{ norm, method, relaxation, kernel, precision, target, threshold, attack },
    epsilon: args.eps ?? null,
    clip: args.clip ?? null,
    weights: args.epsilonWeights === undefined ? null : readWeights(args.epsilonWeights, inputShape),
    timeoutSeconds: args.timeout ?? null,
  };
}

/** The settings as they are reported: what has no part in this run is left out. */
export function reportedSettings(
  args: JobArguments,
  binary: boolean,
  threads: number,
  noise: GraphNoise | undefined,
): CertifyReport['settings'] {
  const { norm, method, relaxation, target, attack, kernel, eps, precision, clip, epsilonWeights, scale, threshold, timeout, maxMemory } =
    args;
  const normalisation = normalisationOf(args);
  return {
    norm,
    method,
    relaxation,
    target,
    attack,
    kernel,
    threads,
    ...(eps === undefined ? { precision } : { epsilon: eps }),
    ...(clip === undefined ? {} : { clip: [clip.lower, clip.upper] as [number, number] }),
    ...(epsilonWeights === undefined ? {} : { epsilonWeights }),
    ...(normalisation === null ? {} : { mean: [...normalisation.mean], std: [...normalisation.std] }),
    ...(scale === undefined ? {} : { scale }),
    ...(binary ? { threshold } : {}),
    ...(noise === undefined ? {} : { noise: { ...noise } }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
  };
}

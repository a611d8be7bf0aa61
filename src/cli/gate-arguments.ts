import { DEFAULT_SETTINGS } from '../certify/settings.js';
import type { NoiseSettings } from '../graph/noise/noise.js';
import type { ModelConfig } from '../gate/config.js';
import type { JobArguments } from './job.js';
import { positions } from './options.js';

/** What holds for all models of a gate. */
export interface Resources {
  readonly threads?: number;
  /** Bytes. */
  readonly maxMemory?: number;
}

/** The arguments of a run as a config has them; `epsilon`: null for radii. */
export function argumentsOf(config: ModelConfig, epsilon: number | null, resources: Resources): JobArguments {
  const { model, data = '', labels, labelColumn, key, layout = 'auto', scale, mean, std, limit, indices } = config;
  const { input, output, shape, fix, noise, noiseK, clip, epsilonWeights, timeout } = config;
  const { norm, method, kernel, precision, target, threshold, attack } = { ...DEFAULT_SETTINGS, ...given(config) };
  const { relaxation = 'adaptive' } = config;
  return {
    ...{ model, data, layout, norm, method, relaxation, kernel, precision, target, threshold, attack },
    ...given({ labelColumn, key, scale, mean, std, limit, input, output, shape, noiseK, epsilonWeights, timeout, ...resources }),
    ...(labels === undefined ? {} : { labels: typeof labels === 'string' ? labels : labels.join(',') }),
    ...(indices === undefined ? {} : { indices: positions()(typeof indices === 'string' ? indices : indices.join(','), 'indices') }),
    ...(fix === undefined ? {} : { fix: Object.entries(fix).map(([name, path]) => ({ name, path })) }),
    ...(noise === undefined ? {} : { noise: noiseSettings(noise) }),
    ...(clip === undefined ? {} : { clip: { lower: clip[0], upper: clip[1] } }),
    ...(epsilon === null ? {} : { eps: epsilon }),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

function noiseSettings(mode: string): NoiseSettings {
  if (mode === 'expectation' || mode === 'worst') return { mode };
  return { mode: 'seed', seed: Number(mode.slice('seed:'.length)) };
}

import { UsageError } from '../errors.js';
import type { NoiseSettings } from '../graph/noise/noise.js';
import type { Parser } from './options.js';

/** What the options say of the noise of noisy units. */
export interface NoiseArguments {
  readonly noise?: NoiseSettings;
  readonly noiseK?: number;
}

/** `expectation`, `worst` or `seed:N`. */
export function noiseMode(): Parser<NoiseSettings> {
  return (text, flag) => {
    if (text === 'expectation' || text === 'worst') return { mode: text };
    const seed = Number(/^seed:(\d+)$/.exec(text)?.[1] ?? NaN);
    if (Number.isSafeInteger(seed)) return { mode: 'seed', seed };
    throw new UsageError('OPTION_VALUE', `${flag} is '${text}'`, { hint: 'give expectation, worst, or seed:N with a whole number N' });
  };
}

/** Both options together; undefined: neither was given. Throws UsageError `OPTION_VALUE` for a k without noise that has one. */
export function noiseOf({ noise, noiseK }: NoiseArguments): NoiseSettings | undefined {
  if (noiseK === undefined) return noise;
  if (noise?.mode === 'worst') return { mode: 'worst', k: noiseK };
  throw new UsageError('OPTION_VALUE', '--noise-k says how much noise --noise worst covers', {
    hint: 'add --noise worst, or leave --noise-k out',
  });
}

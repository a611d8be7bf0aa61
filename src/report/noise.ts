import type { z } from 'zod';
import type { noiseSchema } from './noise-schema.js';
import { percent } from './numbers.js';

/** The noise of a model with noisy units in a few words. */
export function noiseItems({ mode, units, k, coverage, seed }: z.infer<typeof noiseSchema>): string[] {
  const many = `${units.toLocaleString('en-US')} noisy unit${units === 1 ? '' : 's'}`;
  if (mode === 'expectation') return ['at its expectation', many];
  if (mode === 'seed') return [`one draw, seed ${seed}`, many];
  return [`worst case, |xi| <= ${k}`, many, `${percent(coverage ?? NaN, 1)} of all draws`, 'evaluated at its expectation'];
}

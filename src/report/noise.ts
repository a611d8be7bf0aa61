import { z } from 'zod';
import { percent } from './numbers.js';

/** The noise of a model with noisy units, as reports have it. */
export const noiseSchema = z
  .object({
    mode: z.enum(['expectation', 'worst', 'seed']),
    units: z.int().describe('Elements of the maps of noisy activations'),
    k: z
      .number()
      .optional()
      .describe('Mode worst: every draw |xi| <= k of every unit is covered, and the expectation, which is what is evaluated'),
    coverage: z.number().optional().describe('Mode worst: share of all joint draws that lie within k'),
    seed: z.int().optional().describe('Mode seed: the draw'),
  })
  .describe('Of a model with noisy units');

/** The same in a few words. */
export function noiseItems({ mode, units, k, coverage, seed }: z.infer<typeof noiseSchema>): string[] {
  const many = `${units.toLocaleString('en-US')} noisy unit${units === 1 ? '' : 's'}`;
  if (mode === 'expectation') return ['at its expectation', many];
  if (mode === 'seed') return [`one draw, seed ${seed}`, many];
  return [`worst case, |xi| <= ${k}`, many, `${percent(coverage ?? NaN, 1)} of all draws`, 'evaluated at its expectation'];
}

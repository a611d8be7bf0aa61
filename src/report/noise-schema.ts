import { z } from 'zod';

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

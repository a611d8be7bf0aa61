import { z } from 'zod';

const floats = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** What is to be seen of an input, as reports have it. Arrays are base64 of little-endian float32, in the row-major order of the model's input. */
export const detailsSchema = z
  .object({
    values: floats.describe('The input itself'),
    bound: z
      .object({ epsilon: z.number(), class: z.int().nonnegative(), coefficients: floats })
      .optional()
      .describe('Coefficients of the linear lower bound of logit[label] - logit[class] over the ball of radius epsilon'),
    found: z
      .object({ class: z.int().nonnegative(), margin: z.number(), distance: z.number(), values: floats })
      .optional()
      .describe('A counterexample, and its distance from the input'),
  })
  .describe('With --details, of some inputs: arrays are base64 of little-endian float32, in the order of the model input');

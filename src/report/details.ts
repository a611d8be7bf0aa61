import { z } from 'zod';
import type { Explanation } from '../certify/result.js';

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

/** What is to be seen of an input. */
export type Details = z.infer<typeof detailsSchema>;

/** An explanation as reports have it: rounded to singles, to be looked at rather than to prove anything by. */
export function detailsOf({ values, bound, found }: Explanation): Details {
  return {
    values: encodeFloats(values),
    ...(bound === null ? {} : { bound: { epsilon: bound.epsilon, class: bound.class, coefficients: encodeFloats(bound.coefficients) } }),
    ...(found === null
      ? {}
      : { found: { class: found.class, margin: found.margin, distance: found.distance, values: encodeFloats(found.point) } }),
  };
}

/** Base64 of little-endian float32. */
export function encodeFloats(values: Float64Array): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, k) => bytes.writeFloatLE(value, 4 * k));
  return bytes.toString('base64');
}

/** The values of `encodeFloats`; a last value that is not whole is left out. */
export function decodeFloats(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({ length: Math.floor(bytes.length / 4) }, (_, k) => bytes.readFloatLE(4 * k));
}

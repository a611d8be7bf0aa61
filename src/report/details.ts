import type { z } from 'zod';
import type { Explanation } from '../certify/result.js';
import type { detailsSchema } from './details-schema.js';

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

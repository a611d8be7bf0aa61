import { z } from 'zod';
import { SCHEMA_VERSION } from './schema-version.js';

const error = z.object({
  code: z.string().describe('Stable: such as MODEL_NOT_FOUND'),
  message: z.string().describe('What was found, and where'),
  hint: z.string().nullable().describe('What to do about it'),
});

/** What takes the place of a result where there is none, as scripts read it. */
export const failureSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    error,
    exitCode: z.int().min(1),
  })
  .describe('There is no result: what kept the command from giving one');

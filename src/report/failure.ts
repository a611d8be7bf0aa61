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

/** What kept a command from giving a result. */
export interface RunFailure {
  readonly command: 'certify' | 'gate' | 'merge';
  /** The file that it was about: a model, a config, or the result of a shard. */
  readonly path: string;
  readonly error: z.infer<typeof error>;
  readonly exitCode: number;
}

/** `error CODE: message`, and a line `hint: …` if there is one. */
export function errorText(code: string, message: string, hint: string | null | undefined): string {
  return `error ${code}: ${message}\n${hint === undefined || hint === null ? '' : `hint: ${sentence(hint)}\n`}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

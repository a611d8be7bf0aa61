import type { z } from 'zod';
import type { failureSchema } from './failure-schema.js';

/** What kept a command from giving a result. */
export interface RunFailure {
  readonly command: 'certify' | 'gate' | 'merge';
  /** The file that it was about: a model, a config, or the result of a shard. */
  readonly path: string;
  readonly error: z.infer<typeof failureSchema>['error'];
  readonly exitCode: number;
}

/** `error CODE: message`, and a line `hint: …` if there is one. */
export function errorText(code: string, message: string, hint: string | null | undefined): string {
  return `error ${code}: ${message}\n${hint === undefined || hint === null ? '' : `hint: ${sentence(hint)}\n`}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

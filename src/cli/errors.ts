import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { CertifyError } from '../errors.js';
import { errorText, type RunFailure } from '../report/failure.js';
import { beginsAlike } from './suggestion.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';

/** What the user is told about an error. */
export interface Failure {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * Puts an error into words: `error CODE: what was found` and `hint: what to do`; where it arose only with `debug`. `command`: whose help to read; `options`: those it knows, where one is
 * to be suggested.
 */
export function describeFailure(error: unknown, debug: boolean, command: string, options: readonly string[] = []): Failure {
  const stack = debug ? `${inspect(error)}\n` : '';
  if (error instanceof CommanderError) return { text: usageText(error, command, options) + stack, exitCode: EXIT.usage };
  const exitCode = exitCodeOf(error);
  if (error instanceof CertifyError) return { text: errorText(error.code, error.message, error.hint) + stack, exitCode };
  const message = error instanceof Error ? error.message : String(error);
  const hint = `this is a fault of cnn-cert; please report it${debug ? '' : ' with what --debug prints'}`;
  return { text: errorText('INTERNAL_ERROR', `internal error: ${message}`, hint) + stack, exitCode };
}

/** What a report says of an error. */
export function errorFacts(error: unknown): RunFailure['error'] {
  if (error instanceof CertifyError) return { code: error.code, message: error.message, hint: error.hint ?? null };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL_ERROR', message, hint: 'this is a fault of cnn-cert; please report it with what --debug prints' };
}

/** Commander's own words (`error: unknown option '--epz'` and a suggestion in brackets) in our form. */
function usageText({ message }: CommanderError, command: string, options: readonly string[]): string {
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const alike = beginsAlike(/^unknown option '(--[^'=]+)/.exec(first)?.[1] ?? '', options);
  const hint = suggestion === undefined ? `See ${command} --help.` : suggestion.replace(/^\((.*)\)$/, '$1');
  return errorText('USAGE', first, alike === null ? hint : `Did you mean ${alike}?`);
}

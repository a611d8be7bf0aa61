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

/** Where an unknown option is looked for. */
export interface KnownOptions {
  /** Those of the command that was asked for, or of the program. */
  readonly own: readonly string[];
  /** Where no command was asked for: those of each. */
  readonly ofCommands: readonly { readonly command: string; readonly options: readonly string[] }[];
}

/**
 * Puts an error into words: `error CODE: what was found` and `hint: what to do`; where it arose only with `debug`. `command`: whose help to read; `options`: those it knows, where one is
 * to be suggested.
 */
export function describeFailure(
  error: unknown,
  debug: boolean,
  command: string,
  options: KnownOptions = { own: [], ofCommands: [] },
): Failure {
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
function usageText({ message }: CommanderError, command: string, { own, ofCommands }: KnownOptions): string {
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const typed = /^unknown option '(--[^'=]+)/.exec(first)?.[1] ?? '';
  const alike = beginsAlike(typed, own);
  if (alike !== null) return errorText('USAGE', first, `Did you mean ${alike}?`);
  for (const { command: name, options } of ofCommands) {
    const option = options.find((known) => known === typed) ?? beginsAlike(typed, options);
    if (option !== null) return errorText('USAGE', first, `Name a command first: ${name} has ${option}.`);
  }
  return errorText('USAGE', first, suggestion === undefined ? `See ${command} --help.` : suggestion.replace(/^\((.*)\)$/, '$1'));
}

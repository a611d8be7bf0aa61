import { DataError, ModelError, NumericalError, StoppedError, UsageError } from '../errors.js';

/** Exit codes of the command line: what a script may rely on. */
export const EXIT = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  invalid: 3,
  inconclusive: 4,
  internal: 5,
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code means, in a few words: for --help and the documentation. */
export const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.done, 'done; a gate passed'],
  [EXIT.gateFailed, 'a gate failed'],
  [EXIT.usage, 'wrong use: an option, an argument or a configuration'],
  [EXIT.invalid, 'the model or the data is invalid or unsupported, or every input failed'],
  [EXIT.inconclusive, 'nothing decided, where that counts as a failure'],
  [EXIT.internal, 'internal error'],
  [EXIT.interrupted, 'interrupted (Ctrl-C): what was done by then is printed'],
];

/** The exit code that goes with an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ModelError || error instanceof DataError || error instanceof NumericalError) return EXIT.invalid;
  if (error instanceof StoppedError) return EXIT.interrupted;
  return EXIT.internal;
}

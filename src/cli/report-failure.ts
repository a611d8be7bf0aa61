import type { RunFailure } from '../report/failure.js';
import { errorFacts } from './errors.js';
import { exitCodeOf } from './exit-codes.js';
import type { Outputs } from './outputs.js';
import { VERSION } from './version.js';

/**
 * Runs a command; where it fails before it has written its result, all forms of output that were asked for tell of the failure instead: what reads them must not take the
 * result of an earlier run for this one's. Throws what the command throws.
 */
export async function reportingFailure<T>(
  outputs: Outputs,
  about: Pick<RunFailure, 'command' | 'path'>,
  act: () => T | Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await writeFailure(outputs, { ...about, error: errorFacts(error), exitCode: exitCodeOf(error) });
    throw error;
  }
}

/** Writes a failure instead of a result that is not there. */
export async function writeFailure(outputs: Outputs, failure: RunFailure): Promise<void> {
  if (outputs.written) return;
  try {
    await outputs.write({ version: VERSION, reports: [], gate: null, failure });
  } catch {
    // What went wrong first is what the user is told.
  }
}

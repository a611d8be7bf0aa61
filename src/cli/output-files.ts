import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Counterexample } from '../certify/result.js';
import { UsageError } from '../errors.js';
import { npyBytes } from '../report/npy.js';

/** Throws UsageError `OUTPUT_UNWRITABLE` now rather than after a long run. */
export function checkWritable(path: string): void {
  const folder = dirname(path);
  guard(path, () => {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
    accessSync(folder, constants.W_OK);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
  });
}

/** Writes a file of results. Throws UsageError `OUTPUT_UNWRITABLE`. */
export function writeOutput(path: string, content: string | Uint8Array): void {
  guard(path, () => writeFileSync(path, content));
}

/** Makes the folder of the counterexamples, and returns the function that saves one there and says where. */
export function counterexampleSaver(folder: string, shape: readonly number[]): (index: number, found: Counterexample) => string {
  guard(folder, () => mkdirSync(folder, { recursive: true }));
  return (index, { point }) => {
    const path = join(folder, `counterexample-${index}.npy`);
    writeOutput(path, npyBytes(point, shape));
    return path;
  };
}

function guard(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('OUTPUT_UNWRITABLE', `${path} cannot be written (${reason})`, {
      hint: 'name a file in a folder that exists',
      cause,
    });
  }
}

import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Counterexample } from '../certify/result.js';
import { UsageError } from '../errors.js';
import { npyBytes } from '../report/npy.js';

/**
 * Files that a command is to write: no two are the same, none is one that it reads, and all can be written. Absent ones do not count. Throws
 * UsageError `OPTION_VALUE`, `OUTPUT_UNWRITABLE` before anything is read or written.
 */
export function checkOutputs(outputs: readonly (string | undefined)[], reads: readonly (string | undefined)[]): void {
  const taken = new Map<string, string>();
  for (const path of reads) if (path !== undefined) taken.set(resolve(path), 'is read');
  for (const path of outputs) {
    if (path === undefined) continue;
    const use = taken.get(resolve(path));
    if (use !== undefined) {
      throw new UsageError('OPTION_VALUE', `${path} ${use}, and would be overwritten`, { hint: 'name another file for the result' });
    }
    taken.set(resolve(path), 'is written');
    checkWritable(path);
  }
}

/** Files that the options of a command name for reading. */
export function readsOf({ model, data, labels, fix = [] }: Reading): (string | undefined)[] {
  return [
    model,
    ...(typeof data === 'string' ? [data] : (data ?? [])),
    typeof labels === 'string' ? labels : undefined,
    ...fix.map(({ path }) => path),
  ];
}

interface Reading {
  readonly model?: string | undefined;
  readonly data?: string | readonly string[] | undefined;
  readonly labels?: string | readonly number[] | undefined;
  readonly fix?: readonly { readonly path: string }[] | undefined;
}

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

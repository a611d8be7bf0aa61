import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InputResult } from '../certify/result.js';
import { hashOf } from './hash.js';
import { inputHash, type ResultIdentity } from './identity.js';
import type { RunTask } from './plan.js';
import { readLine, storedLine } from './stored-line.js';

/** Results of other runs, in a folder. It never keeps a run from going on: what is wrong with it is told to `note`, once for each kind of fault. */
export class ResultCache {
  readonly #told = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly identity: ResultIdentity,
    private readonly note: (text: string) => void,
  ) {}

  /** The result of this very input with these very settings, marked as `cached`; null: there is none. */
  get(task: RunTask): InputResult | null {
    const key = this.key(task);
    const text = this.read(key);
    if (text === null) return null;
    const entry = readLine(text) as { key: string; result: InputResult } | null;
    if (entry?.key === key) {
      touch(this.path(key));
      return { ...entry.result, index: task.index, cached: true };
    }
    this.tell('damaged', `entries of the cache ${this.folder} are damaged, and computed again`);
    return null;
  }

  /** Keeps a result. Time-outs depend on the machine and errors may pass: both are not kept. */
  put(task: RunTask, result: InputResult): void {
    if (result.status === 'timeout' || result.status === 'error') return;
    const key = this.key(task);
    const path = this.path(key);
    // Written aside and renamed: no reader ever sees half an entry.
    const aside = `${path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(aside, storedLine({ key, result }));
      renameSync(aside, path);
    } catch (error) {
      discard(aside);
      this.tell('unwritable', `the cache ${this.folder} cannot be written (${reasonOf(error)}); results are not kept`);
    }
  }

  private read(key: string): string | null {
    try {
      return readFileSync(this.path(key), 'utf8');
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing) this.tell('unreadable', `the cache ${this.folder} cannot be read (${reasonOf(error)}); everything is computed`);
      return null;
    }
  }

  private path(key: string): string {
    return join(this.folder, key.slice(0, 2), `${key.slice(2)}.json`);
  }

  /** The index counts where it seeds the choice of a class. */
  private key({ index, label, input }: RunTask): string {
    const seed = this.identity.settings.target === 'random' ? index : null;
    return hashOf({ ...this.identity, input: inputHash(input, label), seed });
  }

  private tell(kind: string, text: string): void {
    if (!this.#told.has(kind)) this.note(text);
    this.#told.add(kind);
  }
}

/** What is used stays longest: see `pruneCache`. */
function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // A cache that is only read, or an entry that has just gone.
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It could not even be begun: told by the caller.
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

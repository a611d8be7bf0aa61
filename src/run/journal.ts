import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { InputResult } from '../certify/result.js';
import { CertifyError, UsageError } from '../errors.js';
import type { RunIdentity } from './identity.js';
import { headLine, readJournal, resultLine } from './journal-file.js';
import { acquireLock } from './lock.js';

/** The results of a run on disk, one line an input, in order of completion. */
export interface Journal {
  /** What was finished before, by index: not to be computed again. Inputs that failed are not among them: they are tried again. */
  readonly results: ReadonlyMap<number, InputResult>;
  /** Whether an unfinished last line was dropped. */
  readonly torn: boolean;
  /** Appends a result; `input`: hash of its input. Throws UsageError `JOURNAL_UNWRITABLE`. */
  append(input: string, result: InputResult): void;
  /** Writes to disk what the system still holds, and lets other runs at the journal. */
  close(): void;
}

/** Lines are written to disk when the last time was so long ago: at once each, runs of small models would wait for the disk most of the time. */
const SYNC_MILLISECONDS = 1000;

/**
 * Opens a journal for the run `identity`: a new one, or with `resume` one that may exist; `inputOf`: hash of the input of an index.
 *
 * A line is handed to the operating system before the next input is counted as done, so that the end of the process, however sudden, loses nothing but a line
 * that is being written. It is on disk (fdatasync) at the latest with the first line that comes a second after the last time, and at the end.
 *
 * Throws UsageError `JOURNAL_EXISTS`, `JOURNAL_MISMATCH`, `JOURNAL_LOCKED`, `JOURNAL_UNWRITABLE`, DataError `JOURNAL_INVALID`.
 */
export function openJournal(path: string, identity: RunIdentity, inputOf: (index: number) => string | undefined, resume: boolean): Journal {
  checkJournal(path, resume);
  const unlock = guarded(path, () => acquireLock(`${path}.lock`));
  try {
    const head = headLine(identity);
    const { whole, results, torn } = guarded(path, () => readJournal(path, identity, inputOf));
    // 'a' only: a position of its own would overwrite lines that another program appends.
    const file = guarded(path, () => openSync(path, 'a'));
    if (torn) guarded(path, () => ftruncateSync(file, whole));
    const journal = new OpenJournal(path, file, unlock, results, torn);
    if (whole === 0) journal.write(head);
    return journal;
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Throws UsageError `JOURNAL_EXISTS` for a file that is not to be resumed: never is one overwritten. */
export function checkJournal(path: string, resume: boolean): void {
  if (resume || !existsSync(path)) return;
  throw new UsageError('JOURNAL_EXISTS', `there is a journal ${path} already`, {
    hint: 'add --resume to go on with it, or name another file',
  });
}

class OpenJournal implements Journal {
  #synced = 0;

  constructor(
    private readonly path: string,
    private readonly file: number,
    private readonly unlock: () => void,
    readonly results: ReadonlyMap<number, InputResult>,
    readonly torn: boolean,
  ) {}

  append(input: string, result: InputResult): void {
    this.write(resultLine(input, result));
  }

  write(line: string): void {
    guarded(this.path, () => {
      writeAll(this.file, `${line}\n`);
      if (Date.now() - this.#synced < SYNC_MILLISECONDS) return;
      fdatasyncSync(this.file);
      this.#synced = Date.now();
    });
  }

  close(): void {
    guarded(this.path, () => fdatasyncSync(this.file));
    closeSync(this.file);
    this.unlock();
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof CertifyError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('JOURNAL_UNWRITABLE', `the journal ${path} cannot be read and written (${reason})`, {
      hint: 'name a file in a folder that exists, on a disk with room; what is in it stays, and --resume goes on with it',
      cause,
    });
  }
}

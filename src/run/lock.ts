import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { UsageError } from '../errors.js';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as /proc tells it; null where nothing does. */
  readonly began: string | null;
}

/** Locks of this process: its own number in a lock says nothing, since numbers of processes come again. */
const held = new Set<string>();
const GRACE_SECONDS = 10;

/**
 * Takes a lock: a file that must not exist, and holds the number of the process. The lock of a process that is no more is taken over. Returns what
 * gives the lock back. Throws UsageError `JOURNAL_LOCKED`, or the error of the file system.
 */
export function acquireLock(file: string): () => void {
  const path = resolve(file);
  for (let attempt = 0; attempt < 10; attempt++) {
    if (held.has(path)) throw lockedBy(path, self());
    if (create(path)) {
      held.add(path);
      return () => {
        if (held.delete(path)) rmSync(path, { force: true });
      };
    }
    const text = read(path);
    if (text === null) continue;
    const holder = holderOf(text);
    if (holder === null ? isFresh(path) : isAlive(holder)) throw lockedBy(path, holder);
    takeAway(path, text);
  }
  throw lockedBy(path, null);
}

function create(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(self()), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a lock that holds `text`. Another process may have done so, and put its own there: that one is put back. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (read(aside) === text) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function self(): Holder {
  return { pid: process.pid, host: hostname(), began: beginningOf(process.pid) };
}

function holderOf(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value ? (value as Holder) : null;
  } catch {
    return null;
  }
}

/** Whether the holder may still be at work. Of another machine nothing is known. */
function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Without the permission to send it a signal, the process is there.
    if (!isCode(error, 'EPERM')) return false;
  }
  const now = beginningOf(pid);
  return now === null || began === null || now === began;
}

/** The 22nd field of /proc/PID/stat (proc(5)): clock ticks from the start of the machine to that of the process; 'dead' for one that only waits to be counted. */
function beginningOf(pid: number): string | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is a name in parentheses, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : (fields[19] ?? null);
}

function isFresh(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - made < GRACE_SECONDS * 1000;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function lockedBy(path: string, holder: Holder | null): UsageError {
  const who = holder === null ? 'another run' : `process ${holder.pid} on ${holder.host}`;
  return new UsageError('JOURNAL_LOCKED', `${path}: ${who} is writing this journal`, {
    hint: `wait until it is done; if it is not a run of cnn-cert any more, delete ${path}`,
  });
}

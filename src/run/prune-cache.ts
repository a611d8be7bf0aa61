import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that a cache may hold where nothing is said. */
export const DEFAULT_CACHE_BYTES = 2 ** 30;
/** What was neither written nor read for so long goes, whatever the size. */
const MOST_DAYS = 90;
/** An entry that is being written goes by its age alone, when its process must have died. */
const MOST_HOURS_UNFINISHED = 1;
/** Room that is made, so that not every run has to. */
const KEPT_SHARE = 0.9;
const SECONDS_BETWEEN = 3600;
const STAMP = '.pruned';
const HOUR = 3600 * 1000;

interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written or read, in ms. */
  readonly used: number;
  readonly finished: boolean;
}

/**
 * Keeps a cache below `most` bytes: entries that were not used for the longest time go first, and all that were not used for three months. Looks at most once an
 * hour, so that a cache may be larger in between. Only files that a cache has named are touched. Runs may do this at the same time, and read and write meanwhile: an entry that
 * goes is computed again. Never throws: a cache that cannot be pruned is a cache. `now`: ms.
 */
export function pruneCache(folder: string, most: number, now = Date.now()): void {
  try {
    if (!isDue(join(folder, STAMP), now)) return;
    const entries = entriesOf(folder).sort((a, b) => b.used - a.used);
    let bytes = 0;
    const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const kept = total > most ? KEPT_SHARE * most : Infinity;
    for (const { path, bytes: size, used, finished } of entries) {
      bytes += size;
      const oldest = now - (finished ? MOST_DAYS * 24 : MOST_HOURS_UNFINISHED) * HOUR;
      if ((finished && bytes > kept) || used < oldest) remove(path);
    }
  } catch {
    // No folder yet, or one that may not be looked at or written.
  }
}

/** Whether it is time again; then this moment is noted. */
function isDue(stamp: string, now: number): boolean {
  const last = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  if (Math.abs(now - last) < SECONDS_BETWEEN * 1000) return false;
  writeFileSync(stamp, `${now}\n`);
  return true;
}

function entriesOf(folder: string): Entry[] {
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => namesIn(join(folder, name)).flatMap((file) => entry(join(folder, name, file))));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f]{62}\.json(\.\d+\.tmp)?$/.test(name));
  } catch {
    return [];
  }
}

/** None where another run took it away meanwhile. */
function entry(path: string): Entry[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? [{ path, bytes: stat.size, used: stat.mtimeMs, finished: path.endsWith('.json') }] : [];
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays, and is tried again the next time.
  }
}

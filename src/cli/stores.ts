import type { CertifySettings } from '../certify/settings.js';
import type { CertifyReport } from '../report/schema.js';
import { ResultCache } from '../run/cache.js';
import { DEFAULT_CACHE_BYTES, pruneCache } from '../run/prune-cache.js';
import { resultIdentity, runIdentity, shardedRunHash, type RunIdentity } from '../run/identity.js';
import { openJournal, type Journal } from '../run/journal.js';
import type { CertifyArguments } from './certify-options.js';
import type { CleanPass } from './clean-pass.js';
import type { CliIo } from './io.js';
import type { Job } from './job.js';
import { memorySize } from './options.js';
import { VERSION } from './version.js';

/**
 * The cache of results with these settings, where --cache or the environment names one, made smaller where it is too large; `note`: tells the user
 * something. No result is read or written yet.
 */
export function openCache(
  folder: string | undefined,
  env: CliIo['env'],
  job: Job,
  settings: CertifySettings,
  note: (text: string) => void,
): ResultCache | null {
  const path = folder ?? env['CNN_CERT_CACHE'] ?? '';
  if (path === '') return null;
  pruneCache(path, cacheBytes(env, note));
  return new ResultCache(path, resultIdentity(VERSION, job.modelHash(), settings), note);
}

/** A size that cannot be read is no reason to fail: a cache never is. */
function cacheBytes(env: CliIo['env'], note: (text: string) => void): number {
  const text = env['CNN_CERT_CACHE_SIZE'] ?? '';
  if (text === '') return DEFAULT_CACHE_BYTES;
  try {
    return memorySize()(text, 'CNN_CERT_CACHE_SIZE');
  } catch {
    note(`CNN_CERT_CACHE_SIZE is '${text}', which is no size such as 500M or 2G: the cache is kept below 1G`);
    return DEFAULT_CACHE_BYTES;
  }
}

/** The journal that --journal names. Throws what `openJournal` throws. */
export function openJournalOf({ journal, resume }: CertifyArguments, job: Job, clean: CleanPass): Journal | null {
  if (journal === undefined) return null;
  const hashes = new Map(clean.inputs.map(({ index, hash }) => [index, hash()]));
  return openJournal(journal, runOf(job, clean), (index) => hashes.get(index), resume === true);
}

/** What is reported of a shard; undefined where the run is no part of another. */
export function reportedShard(job: Job, clean: CleanPass): CertifyReport['shard'] {
  const { shard } = job.args;
  return shard === undefined ? undefined : { ...shard, inputs: clean.chosen, run: shardedRunHash(runOf(job, clean)) };
}

function runOf({ args, modelHash, settings }: Job, { sha256, chosen }: CleanPass): RunIdentity {
  return runIdentity(resultIdentity(VERSION, modelHash(), settings), sha256(), chosen, args.shard ?? null);
}

import type { ResultCache } from './cache.js';
import type { RunWorker } from './run-worker.js';

/** A worker that asks the cache first, and keeps there what it had to compute. The worker proper is started when it is needed. */
export function cachingWorker(cache: ResultCache, start: () => RunWorker): RunWorker {
  let worker: RunWorker | null = null;
  return {
    async certify(task) {
      const known = cache.get(task);
      if (known !== null) return known;
      worker ??= start();
      const result = await worker.certify(task);
      cache.put(task, result);
      return result;
    },
    ready() {
      worker ??= start();
      return worker.ready();
    },
    help(board) {
      worker ??= start();
      return worker.help(board);
    },
    async stop() {
      await worker?.stop();
    },
  };
}

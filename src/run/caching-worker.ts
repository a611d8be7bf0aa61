import type { TeamBoard } from '../bounds/team/board.js';
import type { ResultCache } from './cache.js';
import type { RunWorker } from './run-worker.js';

/** A worker that asks the cache first, and keeps there what it had to compute. The worker proper is started when it is needed. */
export function cachingWorker(cache: ResultCache, start: () => RunWorker): RunWorker {
  let worker: RunWorker | null = null;
  let settle: (board: TeamBoard | null | Promise<TeamBoard | null>) => void = () => undefined;
  const board = new Promise<TeamBoard | null>((resolve) => (settle = resolve));
  board.catch(() => undefined);
  const started = (): RunWorker => {
    if (worker === null) {
      worker = start();
      settle(worker.board());
    }
    return worker;
  };
  return {
    async certify(task) {
      const known = cache.get(task);
      if (known !== null) return known;
      const result = await started().certify(task);
      cache.put(task, result);
      return result;
    },
    ready: () => started().ready(),
    board: () => board,
    help: (leader) => started().help(leader),
    async stop() {
      settle(null);
      await worker?.stop();
    },
  };
}

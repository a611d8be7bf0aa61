import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type TeamBoard, WORD } from '../bounds/team/board.js';
import type { InputResult } from '../certify/result.js';
import { CertifyError } from '../errors.js';
import type { RunTask, ThreadSetup } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** What a thread is told after its set-up. */
export type ThreadOrder =
  { readonly kind: 'certify'; readonly task: RunTask } | { readonly kind: 'help'; readonly board: TeamBoard; readonly session: number };

/** What it answers: `ready` once, then one answer to each order. */
export type ThreadAnswer =
  | { readonly kind: 'ready'; readonly board: TeamBoard | null }
  | { readonly kind: 'certified'; readonly result: InputResult }
  | { readonly kind: 'helped' };

interface Waiting {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (reason: Error) => void;
}

/** Certifies in a thread of its own, on the weights of the first one. */
export function startThread(setup: ThreadSetup, script: URL = workerScript()): RunWorker {
  const worker = new Worker(script);
  worker.postMessage(setup);
  let settle: Waiting | null = null;
  let settleReady: Waiting | null = null;
  let death: Error | null = null;
  const ready = new Promise<ThreadAnswer>((resolve, reject) => (settleReady = { resolve, reject }));
  ready.catch(() => undefined);
  const die = (reason: Error): void => {
    death ??= reason;
    settleReady?.reject(death);
    settle?.reject(death);
  };
  worker.on('message', (answer: ThreadAnswer) => (answer.kind === 'ready' ? settleReady : settle)?.resolve(answer));
  worker.on('messageerror', die);
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`its thread ended with exit code ${code}`)));
  const order = (given: ThreadOrder): Promise<ThreadAnswer> =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      if (death === null) worker.postMessage(given);
      else reject(death);
    });
  const boardOf = async (): Promise<TeamBoard | null> => {
    const answer = await ready;
    return answer.kind === 'ready' ? answer.board : null;
  };
  return {
    async certify(task) {
      const answer = await order({ kind: 'certify', task });
      if (answer.kind === 'certified') return answer.result;
      throw new Error(`its thread answered '${answer.kind}'`);
    },
    ready: boardOf,
    board: boardOf,
    async help(board) {
      await order({ kind: 'help', board, session: Atomics.load(board.control, WORD.session) });
    },
    async stop() {
      await worker.terminate();
    },
  };
}

/** Threads run built JavaScript, also when this file itself runs as TypeScript (under vitest); a bundle has a worker of its own. */
function workerScript(): URL {
  const extension = extname(import.meta.url);
  const built = extension === '.ts' ? '../../dist/run/worker.js' : `./worker${extension}`;
  const script = new URL(built, import.meta.url);
  if (existsSync(script)) return script;
  throw new CertifyError('NOT_BUILT', `there is no ${script.pathname}`, { hint: 'Run npm run build.' });
}

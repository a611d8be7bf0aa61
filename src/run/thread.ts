import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { InputResult } from '../certify/result.js';
import { CertifyError } from '../errors.js';
import type { ThreadSetup } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** Certifies in a thread of its own, on the weights of the first one. */
export function startThread(setup: ThreadSetup, script: URL = workerScript()): RunWorker {
  const worker = new Worker(script);
  worker.postMessage(setup);
  let settle: { resolve: (result: InputResult) => void; reject: (reason: Error) => void } | null = null;
  let death: Error | null = null;
  const die = (reason: Error): void => {
    death ??= reason;
    settle?.reject(death);
  };
  worker.on('message', (result: InputResult) => settle?.resolve(result));
  worker.on('messageerror', die);
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`its thread ended with exit code ${code}`)));
  return {
    certify: (task) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        if (death === null) worker.postMessage(task);
        else reject(death);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}

/** Threads run built JavaScript, also when this file itself runs as TypeScript (under vitest). */
function workerScript(): URL {
  const built = import.meta.url.endsWith('.ts') ? '../../dist/run/worker.js' : './worker.js';
  const script = new URL(built, import.meta.url);
  if (existsSync(script)) return script;
  throw new CertifyError('NOT_BUILT', `there is no ${script.pathname}`, { hint: 'Run npm run build.' });
}

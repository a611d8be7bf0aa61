import { setImmediate } from 'node:timers/promises';
import type { Classifier } from '../certify/classifier.js';
import type { CertifySettings } from '../certify/settings.js';
import { certifyTask } from './certify-task.js';
import type { RunWorker } from './run-worker.js';

/**
 * Certifies in this thread: nothing else runs meanwhile, so the CPU time of an input is exact. Events, Ctrl-C among them, are served
 * between inputs only.
 */
export function inThread(classifier: Classifier, settings: CertifySettings): RunWorker {
  return {
    async certify(task) {
      await setImmediate();
      return certifyTask(classifier, task, settings, true);
    },
    ready: () => Promise.resolve(null),
    board: () => Promise.resolve(null),
    help: () => Promise.reject(new Error('this thread helps no other one')),
    stop: () => Promise.resolve(),
  };
}

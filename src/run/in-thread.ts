import { setImmediate } from 'node:timers/promises';
import type { Classifier } from '../certify/classifier.js';
import type { CertifySettings } from '../certify/settings.js';
import { certifyTask } from './certify-task.js';
import type { RunWorker } from './run-worker.js';

/** Runs a long synchronous computation so that a signal can break into it; throws then. */
export type Breakable = <T>(compute: () => T) => T;

/**
 * Certifies in this thread: nothing else runs meanwhile, so the CPU time of an input is exact. Events are served between inputs.
 */
export function inThread(classifier: Classifier, settings: CertifySettings, breakable: Breakable = (compute) => compute()): RunWorker {
  return {
    async certify(task) {
      await setImmediate();
      return breakable(() => certifyTask(classifier, task, settings, true));
    },
    stop: () => Promise.resolve(),
  };
}

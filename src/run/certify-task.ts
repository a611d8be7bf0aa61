import { certifyInput } from '../certify/certify-input.js';
import type { Classifier } from '../certify/classifier.js';
import type { InputResult } from '../certify/result.js';
import type { CertifySettings } from '../certify/settings.js';
import type { RunTask } from './plan.js';

/** Certifies one input; `countCpu` only where the whole process works on nothing else. */
export function certifyTask(classifier: Classifier, task: RunTask, settings: CertifySettings, countCpu: boolean): InputResult {
  return certifyInput(classifier, task, settings, {
    now: () => performance.now() / 1000,
    ...(countCpu ? { cpu: cpuSeconds } : {}),
  });
}

/** CPU time of the process, user and system, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

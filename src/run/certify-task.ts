import { certifyInput } from '../certify/certify-input.js';
import type { Classifier } from '../certify/classifier.js';
import { explain } from '../certify/explain.js';
import type { InputResult } from '../certify/result.js';
import type { CertifySettings } from '../certify/settings.js';
import type { Hooks } from '../certify/stop.js';
import { seconds } from './clock.js';
import type { RunTask } from './plan.js';

/** Certifies one input, or explains its result; `countCpu` only where the whole process works on nothing else. */
export function certifyTask(classifier: Classifier, task: RunTask, settings: CertifySettings, countCpu: boolean): InputResult {
  const hooks: Hooks = { now: seconds, ...(countCpu ? { cpu: cpuSeconds } : {}) };
  if (task.explain === undefined) return certifyInput(classifier, task, settings, hooks);
  return { ...task.explain, explanation: explain(classifier, task.input, task.explain, settings, hooks) };
}

/** CPU time of the process, user and system, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

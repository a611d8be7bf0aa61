import { parentPort } from 'node:worker_threads';
import { certifyTask } from './certify-task.js';
import type { RunTask, ThreadSetup } from './plan.js';
import { joinClassifier } from './shared-model.js';

// The entry of a thread: makes its classifier once, then answers each task with its result.
parentPort?.once('message', ({ model, settings, countCpu }: ThreadSetup) => {
  const classifier = joinClassifier(model);
  parentPort?.on('message', (task: RunTask) => {
    parentPort?.postMessage(certifyTask(classifier, task, settings, countCpu));
  });
});

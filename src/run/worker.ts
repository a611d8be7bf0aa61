import { parentPort, workerData } from 'node:worker_threads';
import { certifyTask } from './certify-task.js';
import { createClassifier } from './model.js';
import type { RunPlan, RunTask } from './plan.js';

// The entry of a thread: loads the model once, then answers each task with its result.
const plan = workerData as RunPlan;
const classifier = createClassifier(plan.model);
parentPort?.on('message', (task: RunTask) => {
  parentPort?.postMessage(certifyTask(classifier, task, plan.settings, false));
});

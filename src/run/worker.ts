import { parentPort } from 'node:worker_threads';
import type { Classifier } from '../certify/classifier.js';
import { certifyTask } from './certify-task.js';
import { sharingClassifier } from './model.js';
import type { RunTask, ThreadSetup } from './plan.js';

// The entry of a thread: loads the model once, then answers each task with its result.
parentPort?.once('message', ({ model, weights, settings, countCpu }: ThreadSetup) => {
  const classifier: Classifier = sharingClassifier(model, weights);
  parentPort?.on('message', (task: RunTask) => {
    parentPort?.postMessage(certifyTask(classifier, task, settings, countCpu));
  });
});

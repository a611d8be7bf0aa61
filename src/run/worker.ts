import { parentPort } from 'node:worker_threads';
import { helpLeader } from '../bounds/team/help.js';
import { certifyTask } from './certify-task.js';
import type { ThreadSetup } from './plan.js';
import { joinClassifier } from './shared-model.js';
import type { ThreadAnswer, ThreadOrder } from './thread.js';

const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message);

// The entry of a thread: makes its classifier once, tells where it can be helped, then certifies inputs or helps others, as it is told.
parentPort?.once('message', ({ model, settings, countCpu, team }: ThreadSetup) => {
  const classifier = joinClassifier(model);
  const { bounder } = classifier;
  answer({ kind: 'ready', board: team ? bounder.openBoard() : null });
  parentPort?.on('message', (order: ThreadOrder) => {
    if (order.kind === 'certify') {
      answer({ kind: 'certified', result: certifyTask(classifier, order.task, settings, countCpu) });
      return;
    }
    helpLeader(order.board, order.session, (help) => {
      bounder.follow(help);
    });
    answer({ kind: 'helped' });
  });
});

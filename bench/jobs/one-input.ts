// One wide input on threads that help each other, again and again on the same threads. Usage: one-input THREADS ROUNDS
import { existsSync, readFileSync } from 'node:fs';
import type { InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import { loadModel } from '../../src/onnx/load.js';
import { runTasks } from '../../src/run/pool.js';
import type { RunWorker } from '../../src/run/run-worker.js';
import { shareClassifier } from '../../src/run/shared-model.js';
import { startThread } from '../../src/run/thread.js';
import { generatedInputs, generatedNet } from '../support/generated-net.js';
import { median, peakRssMb } from '../support/measure.js';

const [workers = 1, rounds = 9] = process.argv.slice(2).map(Number);
const stem = '../shared/baselines/auto_lirpa/random/mnist_convbig';
const isThere = existsSync(`${stem}.onnx`);
const { model, classifier } = shareClassifier(
  loadModel(isThere ? readFileSync(`${stem}.onnx`) : generatedNet({ side: 28, width: 64, depth: 4 })),
);
const { shape } = classifier.graph.input;
const input = isThere ? readData(`${stem}.inputs.npy`, { inputShape: shape }).item(0) : (generatedInputs(28, 1)[0] ?? new Float64Array(0));
const settings = { ...DEFAULT_SETTINGS, epsilon: isThere ? 0.01 : 0.005, attack: false };
const head = { index: 0, label: null };
const threads: RunWorker[] = Array.from({ length: workers }, () => startThread({ model, settings, countCpu: true, team: true }));
await Promise.all(threads.map((thread) => thread.ready()));
const results: InputResult[] = [];
for (let round = 0; round < rounds; round++) {
  const free = [...threads];
  await runTasks(
    { count: 1, head: () => head, task: () => ({ ...head, input }) },
    {
      workers,
      team: true,
      patience: 0,
      start: () => ({ ...(free.shift() ?? fail()), stop: () => Promise.resolve() }),
      onResult: (_, result) => {
        if (result.status !== 'ok') throw new Error(`the input ended with status ${result.status}`);
        results.push(result);
      },
      stop: new AbortController().signal,
    },
  );
}
await Promise.all(threads.map((thread) => thread.stop()));
// Code is compiled in the first rounds.
const warm = results.slice(Math.ceil(rounds / 3));
console.log(
  JSON.stringify({
    firstSeconds: results[0]?.seconds,
    wallSeconds: median(warm.map(({ seconds }) => seconds)),
    cpuSeconds: median(warm.map(({ cpuSeconds }) => cpuSeconds ?? NaN)),
    peakRssMb: peakRssMb(),
  }),
);

function fail(): never {
  throw new Error('a thread died');
}

// One wide input on threads that help each other, three times. Usage: one-input THREADS
import { existsSync, readFileSync } from 'node:fs';
import type { InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import { loadModel } from '../../src/onnx/load.js';
import { runTasks } from '../../src/run/pool.js';
import { shareClassifier } from '../../src/run/shared-model.js';
import { startThread } from '../../src/run/thread.js';
import { generatedInputs, generatedNet } from '../support/generated-net.js';
import { peakRssMb } from '../support/measure.js';

const [workers = 1] = process.argv.slice(2).map(Number);
const stem = '../shared/baselines/auto_lirpa/random/mnist_convbig';
const isThere = existsSync(`${stem}.onnx`);
const { model, classifier } = shareClassifier(
  loadModel(isThere ? readFileSync(`${stem}.onnx`) : generatedNet({ side: 28, width: 64, depth: 4 })),
);
const { shape } = classifier.graph.input;
const input = isThere ? readData(`${stem}.inputs.npy`, { inputShape: shape }).item(0) : (generatedInputs(28, 1)[0] ?? new Float64Array(0));
const settings = { ...DEFAULT_SETTINGS, epsilon: isThere ? 0.01 : 0.005, attack: false };
const head = { index: 0, label: null };
const results: InputResult[] = [];
for (let round = 0; round < 3; round++) {
  await runTasks(
    { count: 1, head: () => head, task: () => ({ ...head, input }) },
    {
      workers,
      team: true,
      patience: 0,
      start: () => startThread({ model, settings, countCpu: true, team: true }),
      onResult: (_, result) => results.push(result),
      stop: new AbortController().signal,
    },
  );
}
const least = (values: readonly number[]): number => Math.min(...values);
console.log(
  JSON.stringify({
    wallSeconds: least(results.map(({ seconds }) => seconds)),
    cpuSeconds: least(results.map(({ cpuSeconds }) => cpuSeconds ?? NaN)),
    peakRssMb: peakRssMb(),
  }),
);

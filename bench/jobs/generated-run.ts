// A whole run on threads, as the command line does it. Usage: generated-run INPUTS THREADS WIDTH
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { loadModel } from '../../src/onnx/load.js';
import { runTasks } from '../../src/run/pool.js';
import { shareClassifier } from '../../src/run/shared-model.js';
import { startThread } from '../../src/run/thread.js';
import { generatedInputs, generatedNet } from '../support/generated-net.js';
import { peakRssMb } from '../support/measure.js';

const [count = 1, workers = 1, width = 8] = process.argv.slice(2).map(Number);
const [net, [input = new Float64Array(0)]] = [generatedNet({ side: 16, width, depth: 3 }), generatedInputs(16, 1)];
const { model } = shareClassifier(loadModel(net));
const settings = { ...DEFAULT_SETTINGS, epsilon: 0.01, attack: false };
const head = (index: number): { index: number; label: null } => ({ index, label: null });
const started = performance.now();
const { user, system } = process.cpuUsage();
let first = 0;
await runTasks(
  { count, head, task: (index) => ({ ...head(index), input: input.map((value) => value * (0.5 + (index % 50) / 100)) }) },
  {
    workers,
    team: true,
    start: () => startThread({ model, settings, countCpu: false, team: true }),
    onResult: () => (first ||= performance.now() - started),
    stop: new AbortController().signal,
  },
);
const used = process.cpuUsage({ user, system });
const wallSeconds = (performance.now() - started) / 1e3;
console.log(
  JSON.stringify({ wallSeconds, cpuSeconds: (used.user + used.system) / 1e6, firstSeconds: first / 1e3, peakRssMb: peakRssMb() }),
);

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './support/measure.js';
import { deliver, plainLoop, QUICK, type Column, type Row } from './support/part.js';

/** Wall and CPU time of short runs of the command line as a user starts it, beside Node doing nothing. */

const RUNS = QUICK ? 5 : 15;
/** Runs before those that are measured: the first ones of a build compile, and keep the code. */
const BEFORE = 4;
const IMAGES = ['--data', 'models/sample-images-idx3-ubyte.gz', '--labels', 'models/sample-labels-idx1-ubyte.gz'];

/** The smallest network with recorded results, where they are present. */
const BASELINE = resolve('..', 'shared', 'baselines', 'auto_lirpa', 'random', 'mnist_cnn4');

const certify = (model: string, ...options: readonly string[]): string[] => [
  'bin/cnn-cert.js',
  'certify',
  model,
  ...options,
  '--limit',
  '1',
];

const JOBS: Readonly<Record<string, readonly string[]>> = {
  'node, doing nothing': ['-e', '0'],
  'cnn-cert --version': ['bin/cnn-cert.js', '--version'],
  'cnn-cert inspect fmnist_relu': ['bin/cnn-cert.js', 'inspect', 'models/fmnist_relu.onnx'],
  ...(existsSync(`${BASELINE}.onnx`)
    ? { 'cnn-cert certify mnist_cnn4, one image': certify(`${BASELINE}.onnx`, '--data', `${BASELINE}.inputs.npy`, '--eps', '0.01') }
    : {}),
  // From 5,000 neurons to 13,000; with an s-shaped activation.
  ...Object.fromEntries(
    ['fmnist_relu', 'fmnist_tanh', 'fmnist_resnet'].map((name) => [
      `cnn-cert certify ${name}, one image`,
      certify(`models/${name}.onnx`, ...IMAGES, '--eps', '0.001'),
    ]),
  ),
};

const COLUMNS: readonly Column[] = [
  { key: 'least', title: 'least wall ms', digits: 0, better: 'less', scaled: true },
  { key: 'median', title: 'median wall ms', digits: 0 },
  { key: 'cpu', title: 'median CPU ms', digits: 0, better: 'less', scaled: true },
  { key: 'rssMb', title: 'peak MB', digits: 0, better: 'less' },
];

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-bench-'));
const usageFile = join(folder, 'usage.json');
// A process tells what it used on its way out.
const hook = `data:text/javascript,import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify(process.resourceUsage())));`;

function once(args: readonly string[]): { wall: number; cpu: number; rssMb: number } {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const wall = performance.now() - before;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  // Apart from the run that is timed: the hook takes time to load.
  spawnSync(process.execPath, ['--import', hook, ...args]);
  const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as NodeJS.ResourceUsage;
  return { wall, cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e3, rssMb: usage.maxRSS / 1024 };
}

const rows = Object.entries(JOBS).map(([name, args]): Row => {
  for (let run = 0; run < BEFORE; run++) once(args);
  const runs = Array.from({ length: RUNS }, () => once(args));
  const walls = runs.map(({ wall }) => wall);
  const values = {
    least: Math.min(...walls),
    median: median(walls),
    cpu: median(runs.map(({ cpu }) => cpu)),
    rssMb: median(runs.map(({ rssMb }) => rssMb)),
  };
  return { name, values };
});
rmSync(folder, { recursive: true });
const notes = [
  `${RUNS} runs each, one after the other, after ${2 * BEFORE} that compile and keep code. CPU time and memory are of separate runs, which tell what they used as they end.`,
];
deliver({ name: 'startup', title: 'Start-up', notes, loop: plainLoop(), columns: COLUMNS, rows });

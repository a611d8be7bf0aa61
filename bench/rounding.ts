import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kernel } from '../src/bounds/target-refiner.js';
import { peerCases, peerFiles, type PeerCase } from './support/auto-lirpa.js';
import { boundTask, type NetSource } from './support/bound-task.js';
import { cpuSeconds, median } from './support/measure.js';
import { deliver, FILTER, plainLoop, QUICK, say, type Column, type Row } from './support/part.js';

/**
 * What the account of rounding costs: bounds beside those of kernels that sum no errors, in turn in one process. And what it takes from margins in doubles: beside those
 * without any account, of the first images of each recorded model of auto_LiRPA at its recorded epsilons.
 */

const SECONDS = QUICK ? 3 : 12;
const LEAST_ROUNDS = 4;
const IMAGES = QUICK ? 1 : 5;
const KERNELS: readonly Kernel[] = ['f64', 'f32', 'auto'];
const BASELINES = resolve('..', 'shared', 'baselines', 'auto_lirpa', 'random');

interface Case {
  readonly name: string;
  readonly source: NetSource;
  readonly epsilon: number;
}

const GENERATED: readonly Case[] = [
  { name: '28x28, 8 channels, depth 4', source: { side: 28, width: 8, depth: 4 }, epsilon: 0.005 },
  { name: '28x28, 16 channels, depth 6', source: { side: 28, width: 16, depth: 6 }, epsilon: 0.005 },
];

const RECORDED: readonly (readonly [string, number])[] = [
  ['cifar_convsmall', 2 / 255],
  ['cifar_resnet2b', 4 / 255],
  ['cifar_tanh', 8 / 255],
  ['mnist_convbig', 0.01],
];

const COLUMNS: readonly Column[] = [
  { key: 'with', title: 'with ms', digits: 2, better: 'less', scaled: true },
  { key: 'without', title: 'without ms', digits: 2 },
  { key: 'share', title: '% of the time without', digits: 1 },
  { key: 'taken', title: 'most taken from a margin m, 1e-9 (1 + abs(m))', digits: 3, better: 'less' },
];

const notes = [
  'Median CPU time of all margins of one input with the kernels of the engine and with some that sum no errors of rows, in turn; the share is the median of the differences of each round. Without errors `auto` propagates no row again: what that takes is in its share, but not in those of f64 and f32.',
  `Margins: of the first ${IMAGES === 1 ? 'image' : `${IMAGES} images`} in f64, beside those with a unit roundoff of 0; what the errors of our own elementary functions take is not seen.`,
];
if (!existsSync(BASELINES)) notes.push('No recorded networks: generated ones only.');

const recorded = RECORDED.flatMap(([name, epsilon]): Case[] => {
  const file = join(BASELINES, name);
  return existsSync(`${file}.onnx`)
    ? [{ name, source: { model: readFileSync(`${file}.onnx`), inputs: `${file}.inputs.npy` }, epsilon }]
    : [];
});

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-rounding-'));
try {
  const besideErrors = [boundTask, await withoutAccount('errors')];
  const besideUnit = [boundTask, await withoutAccount('unit', 'unit')];
  const timed = [...GENERATED, ...recorded].flatMap(({ name, source, epsilon }) =>
    KERNELS.map((kernel) => ({
      name: `${name}, ${kernel}`,
      measure: () => times(besideErrors.map((make) => make(source, epsilon, kernel))),
    })),
  );
  const compared = peerCases().map((entry) => ({
    name: `${entry.model} ${entry.norm} ${Number(entry.epsilon.toPrecision(3))}, margins`,
    measure: () => losses(entry, besideUnit),
  }));
  const rows = [...timed, ...compared].flatMap(({ name, measure }): Row[] => {
    if (!FILTER.test(name)) return [];
    say(`rounding: ${name}`);
    return [{ name, values: measure() }];
  });
  deliver({ name: 'rounding', title: 'What the account of rounding costs', notes, loop: plainLoop(), columns: COLUMNS, rows });
} finally {
  rmSync(folder, { recursive: true });
}

/** `boundTask` of a copy without account. */
async function withoutAccount(name: string, ...choice: readonly string[]): Promise<typeof boundTask> {
  const to = join(folder, name);
  const { status } = spawnSync(process.execPath, ['scripts/without-account.mjs', to, ...choice], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('the copy without account was not built');
  const url = pathToFileURL(join(to, 'build', 'bench', 'support', 'bound-task.js')).href;
  return ((await import(url)) as { readonly boundTask: typeof boundTask }).boundTask;
}

function times(tasks: readonly (() => unknown)[]): Row['values'] {
  const taken = tasks.map((): number[] => []);
  let spent = 0;
  for (let round = 0; round < LEAST_ROUNDS || spent < SECONDS; round++) {
    tasks.forEach((_, i) => {
      // Neither is always the first.
      const which = (i + round) % tasks.length;
      const task = tasks[which];
      if (task === undefined) return;
      const seconds = cpuSeconds(task);
      spent += seconds;
      taken[which]?.push(seconds);
    });
  }
  // The first quarter compiles.
  const [own = [], others = []] = taken.map((list) => list.slice(list.length >> 2));
  const share = median(own.map((time, i) => time / (others[i] ?? NaN) - 1));
  return { with: 1e3 * median(own), without: 1e3 * median(others), share: 100 * share };
}

function losses(entry: PeerCase, both: readonly (typeof boundTask)[]): Row['values'] {
  const files = peerFiles(entry);
  const model = readFileSync(files.model);
  const images = Array.from({ length: Math.min(IMAGES, entry.lowerMargins.length) }, (_, image) => image);
  const lost = images.flatMap((image) => {
    const [own, others] = both.map((make) => make({ model, inputs: files.inputs, image }, entry.epsilon, 'f64', entry.norm)());
    return Array.from(own ?? [], (margin, i) => ((others?.[i] ?? NaN) - margin) / (1 + Math.abs(margin)));
  });
  return { taken: 1e9 * Math.max(...lost) };
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certifyInput } from '../src/certify/certify-input.js';
import { Classifier } from '../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../src/certify/settings.js';
import type { Norm } from '../src/bounds/region.js';
import { readData } from '../src/data/read.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../src/onnx/load.js';
import { peerCases, peerRuns, runPeer } from './support/auto-lirpa.js';
import { cpuSeconds, geometricMean, median } from './support/measure.js';
import { deliver, FILTER, plainLoop, QUICK, say, type Column, type Row } from './support/part.js';
import { simdToMeasure } from './support/simd.js';

/**
 * Radius jobs on the networks of the CNN-Cert reference: CPU seconds of our search and of 15 evaluations at the reference's own epsilons, both
 * against all classes, beside its recorded seconds (one target class). The recorded seconds are scaled by the speed of this machine: auto_LiRPA's
 * time here over its recorded time on two networks, measured in the same run; without Python and torch they are taken as recorded.
 */

const BASELINES = resolve('..', 'shared', 'baselines');
const REPEATS = QUICK ? 1 : 3;

const NOTE =
  'CPU seconds of one certified radius (relative precision 1e-3, all classes) and of 15 evaluations at the epsilons of the reference; the model is loaded before.';

const COLUMNS: readonly Column[] = [
  { key: 'theirs', title: 'CNN-Cert s' },
  { key: 'search', title: 'ours, search s', digits: 4, better: 'less', scaled: true },
  { key: 'ratio', title: 'ratio', digits: 0 },
  { key: 'unscaled', title: 'unscaled', digits: 0 },
  { key: 'evaluations', title: 'evaluations', digits: 1, better: 'less' },
  { key: 'fifteen', title: 'ours, 15 evaluations s', digits: 4, better: 'less', scaled: true },
  { key: 'fifteenRatio', title: 'ratio', digits: 0 },
];

interface Case {
  readonly model: string;
  readonly inputs: string;
  readonly relaxation: 'adaptive' | 'fastlin';
  readonly norm: string | number;
  readonly medianCpuSeconds: number;
  /** Of its JIT, before the first image. */
  readonly warmupSeconds: number;
  readonly images: readonly {
    readonly image: number;
    readonly label: number;
    readonly trace: readonly (readonly [number, number, number])[];
  }[];
}

/** How much slower this machine is now than the one of the records; null when the peer cannot be run. */
function machineFactor(): number | null {
  if (!peerRuns()) return null;
  const yardsticks = peerCases().filter(
    ({ model, norm }) => norm === 'linf' && (model === 'mnist_cnn_a_adv' || model === 'cifar_convsmall'),
  );
  const factors = yardsticks.map((entry) => (runPeer(entry, 5, 5)?.medianCpuSeconds ?? NaN) / entry.medianCpuSeconds);
  return factors.length === 0 || !factors.every(Number.isFinite) ? null : geometricMean(factors);
}

function normOf({ norm }: Case): Norm {
  return norm === 'inf' ? 'linf' : Number(norm) === 2 ? 'l2' : 'l1';
}

function measure(entry: Case): { search: number; fifteen: number; evaluations: number } {
  const folder = join(BASELINES, 'cnn-cert');
  const classifier = new Classifier(
    loadModel(new Uint8Array(readFileSync(join(folder, entry.model)))),
    createWasmEngine({ simd: simdToMeasure() }),
  );
  const data = readData(join(folder, entry.inputs), { inputShape: classifier.graph.input.shape });
  const settings: CertifySettings = { ...DEFAULT_SETTINGS, norm: normOf(entry), relaxation: entry.relaxation, attack: false };
  const now = () => performance.now() / 1000;
  const search: number[] = [];
  const fifteen: number[] = [];
  const evaluations: number[] = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    for (const { image, label, trace } of entry.images) {
      const task = { index: image, input: data.item(image), label };
      const seconds = cpuSeconds(() => {
        evaluations.push(certifyInput(classifier, task, settings, { now }).evaluations);
      });
      const fixed = cpuSeconds(() => {
        for (const [epsilon] of trace) certifyInput(classifier, task, { ...settings, epsilon }, { now });
      });
      if (repeat === 0) continue;
      search.push(seconds);
      fifteen.push(fixed);
    }
  }
  return { search: median(search), fifteen: median(fifteen), evaluations: evaluations.reduce((a, b) => a + b, 0) / evaluations.length };
}

/** The same with what comes before the first image: the command line as a user starts it, on one image, wall seconds (median). */
function withStartUp(entry: Case, factor: number | null): string {
  const folder = join(BASELINES, 'cnn-cert');
  const args = ['certify', join(folder, entry.model), '--data', join(folder, entry.inputs), '--limit', '1', '--no-attack'];
  const seconds = Array.from({ length: 7 }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['bin/cnn-cert.js', ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
    return (performance.now() - started) / 1e3;
  });
  const theirs = entry.warmupSeconds + entry.medianCpuSeconds;
  const [ratio, unscaled] = [(theirs * (factor ?? 1)) / median(seconds), theirs / median(seconds)];
  return `Start-up included, ${entry.model}, one image: ${median(seconds).toFixed(2)} s of the whole command against ${theirs.toFixed(1)} recorded (${entry.warmupSeconds.toFixed(1)} of them JIT): ratio ${ratio.toFixed(0)}, unscaled ${unscaled.toFixed(0)}.`;
}

function main(): void {
  const file = join(BASELINES, 'cnn-cert', 'reference.json');
  const { cases } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }) : { cases: [] };
  const notes = cases.length === 0 ? ['Skipped: there are no recorded results of CNN-Cert beside the repository.'] : [NOTE];
  const factor = cases.length === 0 ? null : machineFactor();
  if (factor !== null) notes.push(`Recorded seconds are scaled by ${factor.toFixed(2)} (auto_LiRPA here / recorded).`);
  else if (cases.length > 0) notes.push('Recorded seconds are unscaled: auto_LiRPA could not be run.');
  const rows = cases
    .map((entry) => ({ entry, name: `${entry.model.replace('.onnx', '')} ${entry.relaxation} ${normOf(entry)}` }))
    .filter(({ name }) => FILTER.test(name))
    .map(({ entry, name }): Row => {
      say(`radius: ${name}`);
      const { search, fifteen, evaluations } = measure(entry);
      const theirs = entry.medianCpuSeconds * (factor ?? 1);
      const ratios = { ratio: theirs / search, unscaled: entry.medianCpuSeconds / search, fifteenRatio: theirs / fifteen };
      return { name, values: { theirs, search, ...ratios, evaluations, fifteen } };
    });
  const ratios = rows.map(({ values }) => values['ratio'] ?? NaN);
  if (rows.length > 0) {
    notes.push(
      `Ratio over ${rows.length} rows: geometric mean ${geometricMean(ratios).toFixed(0)}, least ${Math.min(...ratios).toFixed(0)}.`,
    );
  }
  const [first] = cases;
  if (first !== undefined) notes.push(withStartUp(first, factor));
  deliver({ name: 'radius', title: 'Radius jobs against the CNN-Cert reference', notes, loop: plainLoop(), columns: COLUMNS, rows });
}

main();

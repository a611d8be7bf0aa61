import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certifyInput } from '../src/certify/certify-input.js';
import { Classifier } from '../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../src/certify/settings.js';
import { readData } from '../src/data/read.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../src/onnx/load.js';

/**
 * Radius jobs on the networks of the CNN-Cert reference: CPU seconds of our search and of 15 evaluations at the reference's own epsilons, both
 * against all classes, beside its recorded seconds (one target class). The recorded seconds are scaled by the speed of this machine: auto_LiRPA's
 * time here over its recorded time on two networks, measured in the same run; without Python and torch they are taken as recorded.
 */

const SHARED = resolve('..', 'shared');
const BASELINES = join(SHARED, 'baselines');
const REPEATS = 3;

interface Case {
  readonly model: string;
  readonly inputs: string;
  readonly relaxation: 'adaptive' | 'fastlin';
  readonly norm: string | number;
  readonly medianCpuSeconds: number;
  readonly images: readonly {
    readonly image: number;
    readonly label: number;
    readonly trace: readonly (readonly [number, number, number])[];
  }[];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function cpuSeconds(job: () => void): number {
  const before = process.cpuUsage();
  job();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** How much slower this machine is now than the one of the records; null when the peer cannot be run. */
function machineFactor(): number | null {
  const script = join(SHARED, 'peers', 'measure_auto_lirpa.py');
  const recorded = JSON.parse(readFileSync(join(BASELINES, 'auto_lirpa', 'reference.json'), 'utf8')) as {
    rows: {
      set: string;
      model: string;
      mode: string;
      method: string;
      norm: string;
      dtype: string;
      epsilon: number;
      medianCpuSeconds: number;
    }[];
  };
  const factors: number[] = [];
  for (const model of ['mnist_cnn_a_adv', 'cifar_convsmall']) {
    const row = recorded.rows.find(
      (r) => r.model === model && r.mode === 'patches' && r.method === 'crown' && r.norm === 'linf' && r.dtype === 'f32',
    );
    if (row === undefined) continue;
    const stem = join(BASELINES, 'auto_lirpa', row.set, model);
    const run = spawnSync('/usr/bin/python3', [script, `${stem}.onnx`, `${stem}.inputs.npy`, String(row.epsilon)], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' },
    });
    if (run.status !== 0) return null;
    const { medianCpuSeconds } = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as { medianCpuSeconds: number };
    factors.push(medianCpuSeconds / row.medianCpuSeconds);
  }
  return factors.length === 0 ? null : Math.exp(factors.reduce((sum, f) => sum + Math.log(f), 0) / factors.length);
}

function measure(entry: Case): { search: number; fifteen: number; evaluations: number } {
  const folder = join(BASELINES, 'cnn-cert');
  const classifier = new Classifier(loadModel(new Uint8Array(readFileSync(join(folder, entry.model)))), createWasmEngine());
  const data = readData(join(folder, entry.inputs), { inputShape: classifier.graph.input.shape });
  const norm = entry.norm === 'inf' ? 'linf' : Number(entry.norm) === 2 ? 'l2' : 'l1';
  const settings: CertifySettings = { ...DEFAULT_SETTINGS, norm, relaxation: entry.relaxation, attack: false };
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

function main(): void {
  const file = join(BASELINES, 'cnn-cert', 'reference.json');
  if (!existsSync(file)) {
    console.log('skipped: no recorded CNN-Cert results beside the repository');
    return;
  }
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
  const factor = machineFactor();
  console.log(
    factor === null
      ? 'recorded seconds unscaled (the peer could not be run)'
      : `recorded seconds scaled by ${factor.toFixed(2)} (auto_LiRPA here / recorded)`,
  );
  console.log('| net | norm | CNN-Cert s | ours, search s | ratio | unscaled | evaluations | ours, 15 evaluations s | ratio |');
  console.log('|---|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const entry of cases) {
    const theirs = entry.medianCpuSeconds * (factor ?? 1);
    const { search, fifteen, evaluations } = measure(entry);
    const cells = [
      `${entry.model.replace('.onnx', '')} ${entry.relaxation}`,
      entry.norm,
      theirs.toFixed(2),
      search.toFixed(4),
      `1/${(theirs / search).toFixed(0)}`,
      `1/${(entry.medianCpuSeconds / search).toFixed(0)}`,
      evaluations.toFixed(1),
      fifteen.toFixed(4),
      `1/${(theirs / fifteen).toFixed(0)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

main();

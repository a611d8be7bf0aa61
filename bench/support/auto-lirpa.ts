import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runJson } from './child.js';

const SHARED = resolve('..', 'shared');
const BASELINES = join(SHARED, 'baselines', 'auto_lirpa');
const SCRIPT = join(SHARED, 'peers', 'measure_auto_lirpa.py');
const PYTHON = '/usr/bin/python3';

/** One recorded CROWN run of auto_LiRPA: float32, patches mode, one thread. */
export interface PeerCase {
  readonly set: string;
  readonly model: string;
  readonly norm: 'linf' | 'l2';
  readonly epsilon: number;
  readonly medianCpuSeconds: number;
  readonly lowerMargins: readonly (readonly number[])[];
}

/** What its script prints. */
export interface PeerTiming {
  readonly medianCpuSeconds: number;
  readonly peakRssMb: number;
  readonly lowerMargins: readonly (readonly number[])[];
}

/** The recorded runs, one for each model, norm and epsilon; empty where they are absent. */
export function peerCases(): PeerCase[] {
  const file = join(BASELINES, 'reference.json');
  if (!existsSync(file)) return [];
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: (PeerCase & { mode: string; method: string; dtype: string })[] };
  return rows.filter(({ mode, method, dtype }) => mode === 'patches' && method === 'crown' && dtype === 'f32');
}

/** The model and the inputs of a case. */
export function peerFiles({ set, model }: PeerCase): { readonly model: string; readonly inputs: string } {
  const stem = join(BASELINES, set, model);
  return { model: `${stem}.onnx`, inputs: `${stem}.inputs.npy` };
}

/** Whether auto_LiRPA can be run: its copy, Python and torch. */
export function peerRuns(): boolean {
  return existsSync(SCRIPT) && runJson(PYTHON, ['-c', 'import torch, onnx; print("true")'], SILENT) === true;
}

const SILENT = { PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' };

/** Measures auto_LiRPA on a case, in a process of its own: `repeat` rounds over the first images after one that does not count. */
export function runPeer(entry: PeerCase, images: number, repeat: number): PeerTiming | null {
  const { model, inputs } = peerFiles(entry);
  const norm = entry.norm === 'linf' ? 'inf' : '2';
  const args = [SCRIPT, model, inputs, String(entry.epsilon), '--norm', norm, '--repeat', String(repeat), '--images', String(images)];
  return runJson(PYTHON, args, SILENT) as PeerTiming | null;
}

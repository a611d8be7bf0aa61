import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Registry from '../src/activations/registry.js';
import type * as Loading from '../src/onnx/load.js';
import type { Graph } from '../src/graph/graph.js';
import type * as ExactEvaluation from './support/evaluate.js';
import { model, real } from './support/onnx-writer.js';
import { Random } from './support/random.js';
import type * as Soundness from './support/soundness.js';
import type * as Engine from '../src/engine/wasm/wasm-engine.js';
import type * as Violation from './support/violation.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Block {
  readonly path: string;
  /** The whole file, or lines that are added to a list in it. */
  readonly kind: 'file' | 'lines';
  readonly code: string;
}

/** The worked example: blocks of code whose first line names a file. */
function blocks(): readonly Block[] {
  const page = readFileSync(join(root, 'docs/extending.md'), 'utf8');
  return Array.from(page.matchAll(/```ts\n\/\/ (\S+\.ts)( \(lines\))?\n(.*?)```/gs), ([, path = '', lines, code = '']) => {
    return { path, kind: lines === undefined ? 'file' : 'lines', code };
  });
}

/** Imports go to the top, the entry to the front of the list or record that follows `= [`, `= {` or `operators: [`. */
function withLines(text: string, code: string): string {
  const lines = code.trimEnd().split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const entries = lines.filter((line) => !line.startsWith('import '));
  const anchor = /^(const|export const) (activations|definitions|cnncert)\b.*?(= \[|operators: \[|= \{(?=\n))/ms.exec(text);
  if (anchor === null) throw new Error('nothing to add to');
  const at = anchor.index + anchor[0].length;
  return `${imports.join('\n')}\n${text.slice(0, at)}${entries.join('\n')}\n${text.slice(at)}`;
}

describe('the worked example of docs/extending.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-extending-'));
  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href);
  const added = blocks();

  beforeAll(() => {
    for (const part of ['src', 'test/support', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { path, kind, code } of added) {
      const target = join(folder, path);
      writeFileSync(target, kind === 'file' ? code : withLines(readFileSync(target, 'utf8'), code));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one file and one line each for an activation and an operator', () => {
    const entries = ({ code }: Block) => (code.match(/^ {2}[a-z]/gm) ?? []).length;
    expect(added.map((block) => [block.path, block.kind === 'file' ? 'file' : entries(block)])).toEqual([
      ['src/activations/squareplus.ts', 'file'],
      ['src/activations/registry.ts', 1],
      ['test/support/precise-activations.ts', 1],
      ['src/onnx/ops/cnncert/squareplus.ts', 'file'],
      ['src/onnx/domains/cnncert.ts', 1],
    ]);
  });

  it('gives an activation whose lines and range hold for every real number', async () => {
    const { activations } = (await load('src/activations/registry.ts')) as typeof Registry;
    const { choicesOf, worstViolation } = (await load('test/support/violation.ts')) as typeof Violation;
    const kind = activations.find(({ name }) => name === 'squareplus')!;
    const random = new Random(5);
    const ends = (scale: number) => [...random.array(2, -scale, scale)].sort((a, b) => a - b) as [number, number];
    const intervals = [1e-3, 1, 10, 1e4, 1e160, 1e300].flatMap((scale) => Array.from({ length: 12 }, () => ends(scale)));
    const wrong = kind.samples.flatMap((parameters) => {
      const activation = kind.create(parameters);
      return choicesOf(activation).flatMap((relaxation) =>
        intervals.map(([lower, upper]) => worstViolation(activation, lower, upper, relaxation)),
      );
    });
    expect(wrong.filter(({ excess }) => excess > 0)).toEqual([]);
    expect(wrong.length).toBeGreaterThan(200);
  });

  it('gives an operator that loads, evaluates, and is bounded soundly', async () => {
    const { loadModel } = (await load('src/onnx/load.ts')) as typeof Loading;
    const { evaluateGraph } = (await load('test/support/evaluate.ts')) as typeof ExactEvaluation;
    const { worstViolation } = (await load('test/support/soundness.ts')) as typeof Soundness;
    const { createWasmEngine } = (await load('src/engine/wasm/wasm-engine.ts')) as typeof Engine;
    const node = { op: 'Squareplus', domain: 'ai.cnncert', inputs: ['x'], outputs: ['y'], attributes: { b: real(4) } };
    const bytes = model({ inputs: [{ name: 'x', shape: [1, 3] }], outputs: ['y'], nodes: [node], domains: ['ai.cnncert'] });
    const graph: Graph = loadModel(bytes);
    expect(evaluateGraph(graph, Float64Array.of(0, 1.5, -1.5))).toEqual(Float64Array.of(1, 2, 0.5));
    for (const norm of ['linf', 'l2'] as const) {
      const ball = { norm, centre: Float64Array.of(0.5, -2, 0), epsilon: 1, weights: null, clip: null };
      const options = { method: 'cnn-cert', relaxation: 'adaptive', intersect: true } as const;
      expect(worstViolation(graph, createWasmEngine(), ball, options, new Random(1), 60)).toEqual({ amount: 0, where: '' });
    }
  });
});

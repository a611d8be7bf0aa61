import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainJsonSchema, type ExplainReport } from '../../src/report/explain/schema.js';
import { expectSection } from '../support/generated-section.js';
import { model, tensor } from '../support/onnx-writer.js';
import { npy, tempFiles } from '../data/files.js';
import { cli, linearModel } from './support.js';

const file = tempFiles();
const SAMPLES = ['--data', 'models/sample-images-idx3-ubyte.gz'];
const LABELS = ['--labels', 'models/sample-labels-idx1-ubyte.gz'];
const ROBUST = 'models/fmnist_relu_robust.onnx';
const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(explainJsonSchema())) as Parameters<typeof z.fromJSONSchema>[0]);

/** One convolution of two channels without activation, and a sum. */
const small = file(
  'small.onnx',
  model({
    inputs: [{ name: 'x', shape: [1, 1, 4, 4] }],
    outputs: ['y'],
    initializers: { w: tensor([2, 1, 3, 3], [...new Array<number>(9).fill(1), ...new Array<number>(9).fill(-1)]) },
    nodes: [
      { op: 'Conv', name: 'only', inputs: ['x', 'w'], outputs: ['c'] },
      { op: 'GlobalAveragePool', inputs: ['c'], outputs: ['p'] },
      { op: 'Flatten', inputs: ['p'], outputs: ['y'] },
    ],
  }),
);
const grey = file('grey.npy', npy('<f8', [1, 1, 4, 4], new Float64Array(16).fill(0.5)));

describe('explain', () => {
  it('prints what docs/explain.md shows, in 80 columns', async () => {
    const command = `explain ${ROBUST} --data models/sample-images-idx3-ubyte.gz --labels models/sample-labels-idx1-ubyte.gz --perturb linf:0.02 --clip 0 1`;
    const { exitCode, stdout, stderr } = await cli(command.split(' '));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expectSection(
      'docs/explain.md',
      'explain',
      `\n\`\`\`\n$ cnn-cert ${command.replace(' --perturb', ' \\\n    --perturb').replace(' --labels', ' \\\n    --labels')}\n${stdout}\`\`\`\n\n`,
    );
  });

  it('prints JSON of its schema, the same bytes every time, and a page and a file beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
    const [json, page] = [join(folder, 'e.json'), join(folder, 'e.html')];
    const argv = ['explain', ROBUST, ...SAMPLES, ...LABELS, '--index', '3', '--perturb', 'l2:0.1', '--copies', '4', '--json'];
    const first = await cli([...argv, '-o', json, '--html', page]);
    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect(readFileSync(json, 'utf8')).toBe(first.stdout);
    expect(schema.safeParse(JSON.parse(first.stdout)).error).toBeUndefined();
    expect((await cli(argv)).stdout).toBe(first.stdout);
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|NaN|undefined|Infinity|href="http|src="http/);
    expect(html.match(/<article class="card">/g)?.length).toBe(
      (JSON.parse(first.stdout) as ExplainReport).layers.reduce((sum, { patches }) => sum + patches.length, 0),
    );
  });

  it('certifies nothing of the schedule of the authors, and says so', async () => {
    const { stdout } = await cli(['explain', small, '--data', grey, '--copies', '3']);
    expect(stdout).toContain("certified  nothing: the authors' copies have no bounds");
    const report = JSON.parse((await cli(['explain', small, '--data', grey, '--copies', '3', '--json'])).stdout) as ExplainReport;
    expect([report.score.certified, report.layers[0]!.channels.map(({ certified }) => certified)]).toEqual([null, [null, null]]);
  });

  it('explains another class, samples before the activation, and masks with a value', async () => {
    const argv = [
      'explain',
      ROBUST,
      ...SAMPLES,
      '--class',
      '3',
      '--quantity',
      'before',
      '--perturb',
      'mask:0.5',
      '--copies',
      '3',
      '--top',
      '2',
      '--json',
    ];
    const report = JSON.parse((await cli(argv)).stdout) as ExplainReport;
    expect(report).toMatchObject({
      class: 3,
      prediction: 9,
      settings: { quantity: 'before', top: 2, perturbation: { kind: 'mask', value: 0.5 } },
    });
    expect(report.layers.map(({ activation }) => activation)).toEqual([null, null]);
    expect(report.layers[0]!.channels.some(({ minimum }) => minimum < 0)).toBe(true);
  });

  it('takes mean and std out of the model, and keeps epsilon in the units of the data', async () => {
    const tall = file('tall.npy', npy('<f8', [1, 1, 4, 4], new Float64Array(16).fill(50)));
    const of = async (argv: readonly string[]) =>
      (JSON.parse((await cli(['explain', small, ...argv, '--json'])).stdout) as ExplainReport).layers[0]!.channels[0]!.certified;
    const [plain, scaled] = [
      await of(['--data', grey, '--perturb', 'linf:0.1']),
      await of(['--data', tall, '--perturb', 'linf:10', '--mean', '0', '--std', '100']),
    ];
    expect(scaled!.lower).toBeCloseTo(plain!.lower, 10);
    expect(plain!.lower).toBeCloseTo(9 * 0.4, 10);
  });

  it.each([
    ['no data', ['explain', small], 2, 'USAGE'],
    [
      'a model without convolutions',
      ['explain', file('linear.onnx', linearModel()), '--data', file('p.csv', '1,2\n')],
      3,
      'NO_CONV_LAYERS',
    ],
    ['an index beyond the data', ['explain', small, '--data', grey, '--index', '1'], 2, 'OPTION_VALUE'],
    ['an unknown perturbation', ['explain', small, '--data', grey, '--perturb', 'l1:3'], 2, 'OPTION_VALUE'],
    ['a ball without radius', ['explain', small, '--data', grey, '--perturb', 'linf'], 2, 'OPTION_VALUE'],
    ['a radius of 0', ['explain', small, '--data', grey, '--perturb', 'l2:0'], 2, 'OPTION_VALUE'],
    ['one copy', ['explain', small, '--data', grey, '--copies', '1'], 2, 'OPTION_VALUE'],
    ['a class that does not exist', ['explain', small, '--data', grey, '--class', '2'], 3, 'LABEL_OUT_OF_RANGE'],
    ['a range that the copies of the authors leave', ['explain', small, '--data', grey, '--clip', '0', '1'], 2, 'EXPLAIN_OPTION'],
    ['a mask outside of the range', ['explain', small, '--data', grey, '--clip', '0', '1', '--perturb', 'mask:2'], 2, 'EXPLAIN_OPTION'],
    [
      'an input outside of the range',
      ['explain', small, '--data', grey, '--clip', '0.6', '1', '--perturb', 'linf:1'],
      3,
      'INPUT_OUT_OF_RANGE',
    ],
    ['a page that cannot be written', ['explain', small, '--data', grey, '--html', '/nowhere/x.html'], 2, 'OUTPUT_UNWRITABLE'],
  ] as const)('refuses %s', async (_, argv, exitCode, code) => {
    const found = await cli(argv);
    expect([found.exitCode, found.stdout, found.stderr.split(':')[0]]).toEqual([exitCode, '', `error ${code}`]);
    expect(found.stderr).toContain('\nhint: ');
  });
});

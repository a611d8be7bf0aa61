import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateReportSchema } from '../../src/gate/outcome.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const folder = dirname(file('linear.onnx', linearModel()));
// Margins 0.75, 1.5, -1 and 3, and linf radii 0.375, 0.75, 0 and 1.
file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const missed = file(
  'gate.yaml',
  'defaults: { data: four.csv, require: { cleanAccuracy: 1 } }\nmodels: [{ model: linear.onnx }, { model: absent.onnx }]\n',
);
const inFolder = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(inFolder(name), 'utf8');

describe('reporters of a gate', () => {
  it('all tell the same: what was wanted, what was got, which inputs, and which model is not there', async () => {
    const names = ['text', 'json', 'csv', 'junit', 'sarif', 'github', 'markdown', 'html'];
    const options = names.flatMap((name) => ['--reporter', `${name}=${inFolder(`out.${name}`)}`]);
    const { exitCode, stdout } = await cli(['gate', '--config', missed, ...options]);
    expect(exitCode).toBe(3);
    expect(steady(read('out.text'))).toBe(steady(stdout));
    const texts = names.map((name) => read(`out.${name}`));
    expect(names.filter((_, k) => !/clean accuracy/.test(texts[k] ?? ''))).toEqual([]);
    expect(names.filter((_, k) => !/0\.75|75(\.0)? %/.test(texts[k] ?? ''))).toEqual([]);
    expect(names.filter((_, k) => !/absent\.onnx/.test(texts[k] ?? ''))).toEqual([]);
    expect(gateReportSchema.parse(JSON.parse(read('out.json'))).models.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      'MODEL_NOT_FOUND',
    ]);
  });

  it('annotate after text, and leave nothing but JSON on the standard output with --json', async () => {
    const text = await cli(['gate', '--config', missed, '--reporter', 'github']);
    expect(text.stdout).toMatch(/\ngate [^\n]*\n::error title=cnn-cert%3A [^\n]*\n::error [^\n]*\n$/);
    const json = await cli(['gate', '--config', missed, '--json', '--reporter', 'github']);
    expect([gateReportSchema.safeParse(JSON.parse(json.stdout)).success, json.stderr.includes('::error title=')]).toEqual([true, true]);
  });

  it('that cannot be written are told before anything runs', async () => {
    const { exitCode, stdout, stderr } = await cli(['gate', '--config', missed, '--reporter', `junit=${inFolder('no/such.xml')}`]);
    expect([exitCode, stdout, stderr.startsWith('error OUTPUT_UNWRITABLE: ')]).toEqual([2, '', true]);
  });
});

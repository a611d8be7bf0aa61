import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
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

const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync('schemas/gate-result.schema.json', 'utf8')) as object);

describe('the shipped schema of gates, as ajv reads it', () => {
  it.each([
    [
      'missed thresholds, and a model that is not there',
      'models: [{ model: linear.onnx, require: { cleanAccuracy: 1 } }, { model: absent.onnx }]',
    ],
    [
      'radii, classes, a gap, times',
      'models: [{ model: linear.onnx, require: { radius: { mean: 0.1, min: 0.2, quantiles: { 0.1: 0.1 } }, seconds: { total: 99 }, classes: { each: { cleanAccuracy: 0.5 } }, certifiedAccuracy: { 0.3: 0.5 }, attackGap: { 0.3: 0.5 } } }]',
    ],
    [
      'verdicts, undecided and taken as a warning',
      'unknown: warn\nmodels: [{ model: linear.onnx, attack: false, method: interval, require: { certifiedAccuracy: { 0.6: 1 } } }]',
    ],
    [
      'a baseline',
      'models: [{ model: linear.onnx, require: {}, baseline: { file: base.json, maxDrop: { radius: { mean: 1% }, lostCertificates: { 0.3: 0 } } } }]',
    ],
    ['inputs that cannot be read', 'models: [{ model: linear.onnx, data: broken.csv, require: { cleanAccuracy: 0.5, errors: 0 } }]'],
  ])('takes what gate prints: %s', async (_, models) => {
    file('broken.csv', '0,1,0.25\n1,NaN,2\n');
    await cli(['certify', inFolder('linear.onnx'), '--data', inFolder('four.csv'), '--result', inFolder('base.json')]);
    const config = file('valid.yaml', `defaults: { data: four.csv, require: { cleanAccuracy: 0.5 } }\n${models}\n`);
    const { stdout } = await cli(['gate', '--config', config, '--json']);
    const report = JSON.parse(stdout) as { models: { checks: object[] }[] };
    validate(report);
    expect([validate.errors, report.models.some(({ checks }) => checks.length > 0)]).toEqual([null, true]);
  });

  it('takes what an interrupted gate prints', async () => {
    const { exitCode, stdout } = await cli(['gate', '--config', missed, '--json'], { interrupted: true });
    validate(JSON.parse(stdout));
    expect([exitCode, validate.errors]).toEqual([130, null]);
  });

  it('takes nothing else', async () => {
    const { stdout } = await cli(['gate', '--config', missed, '--json']);
    const wrong = [
      ['"schemaVersion": 1', '"schemaVersion": 2'],
      ['"status": "failed"', '"status": "fine"'],
      ['"wanted"', '"want"'],
    ] as const;
    expect(wrong.map(([from, to]) => [stdout.includes(from), validate(JSON.parse(stdout.replace(from, to)))])).toEqual(
      Array(3).fill([true, false]),
    );
  });
});

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

import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, linearModel, steady, type Outcome, type World } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
const inFolder = (name: string): string => join(folder, name);
writeFileSync(inFolder('model.onnx'), linearModel());
writeFileSync(inFolder('inputs.csv'), '2,0\n0,1\n1,2\n');
const read = (name: string): string => readFileSync(inFolder(name), 'utf8');

async function certify(argv: readonly string[], world?: World): Promise<Outcome> {
  return cli(['certify', inFolder('model.onnx'), '--data', inFolder('inputs.csv'), '--labels', '0,1,2', ...argv], world);
}

describe('reporters', () => {
  it('write several files at once, and text stays on the standard output', async () => {
    const plain = await certify([]);
    const files = {
      junit: 'out.xml',
      sarif: 'out.sarif',
      markdown: 'out.md',
      html: 'out.html',
      csv: 'out.csv',
      json: 'out.json',
      text: 'out.txt',
    };
    const options = Object.entries(files).flatMap(([name, file]) => ['--reporter', `${name}=${inFolder(file)}`]);
    const { exitCode, stdout, stderr } = await certify(['--reporter', 'text', ...options]);
    expect([exitCode, steady(stdout), stderr]).toEqual([0, steady(plain.stdout), '']);
    expect(steady(read('out.txt'))).toBe(steady(plain.stdout));
    expect(Object.values(files).map((file) => read(file).slice(0, 5))).toEqual([
      '<?xml',
      '{\n  "',
      '## cn',
      '<!doc',
      'index',
      '{\n  "',
      'model',
    ]);
    expect(JSON.parse(read('out.json'))).toMatchObject({ schemaVersion: 1, summary: { inputs: 3, correct: 2 } });
  });

  it.each(['json', 'csv', 'junit', 'sarif', 'markdown', 'html'])('%s takes the place of text where it has no file', async (name) => {
    const { exitCode, stdout, stderr } = await certify(['--reporter', name], { terminal: true, env: { FORCE_COLOR: '1' } });
    expect([exitCode, stdout.includes('\x1b'), stdout.includes('input  label')]).toEqual([0, false, false]);
    expect(stdout).toMatch(/^(\{|index|<\?xml|## |<!doctype html>)/);
    expect(stderr.replace(/\r\x1b\[K[^\r]*/g, '')).toBe('');
  });

  it('are what --json, --csv and --result are short for', async () => {
    const options = ['--csv', inFolder('short.csv'), '--result', inFolder('short.json')];
    const { stdout } = await certify(['--json', ...options]);
    const inputs = (text: string): unknown[] =>
      (JSON.parse(text) as { inputs: object[] }).inputs.map((input) => ({ ...input, seconds: 0, cpuSeconds: 0 }));
    const { stdout: long } = await certify(['--reporter', 'json']);
    expect(inputs(long)).toEqual(inputs(stdout));
    expect([inputs(read('short.json')), read('short.csv').split('\n').length]).toEqual([inputs(stdout), 5]);
  });

  it('leave nothing but JSON on the standard output with --json', async () => {
    const { stdout, stderr } = await certify(['--json', '--reporter', 'github']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr).toContain('::warning title=cnn-cert%3A 1 of 3 inputs misclassified,file=');
  });

  it('show no colour where the standard output is a file, or NO_COLOR is set', async () => {
    const coloured = await certify(['--reporter', `text=${inFolder('plain.txt')}`], { terminal: true });
    const without = await certify(['--reporter', 'text'], { terminal: true, env: { NO_COLOR: '1' } });
    expect([coloured.stdout.includes('\x1b[3'), read('plain.txt').includes('\x1b'), without.stdout.includes('\x1b')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('github', () => {
  it('annotates after text, and appends to the step summary', async () => {
    writeFileSync(inFolder('summary.md'), 'of a step before\n');
    const { stdout } = await certify(['--reporter', 'github'], { env: { GITHUB_STEP_SUMMARY: inFolder('summary.md') } });
    expect(stdout).toMatch(/^model {2}[^]*\ntime [^\n]*\n::warning title=[^\n]*\n$/);
    expect(read('summary.md')).toMatch(/^of a step before\n## cnn-cert certify\n/);
  });

  it('does not fail where there is no way to write the step summary', async () => {
    const { exitCode, stderr } = await certify(['--reporter', 'github'], { env: { GITHUB_STEP_SUMMARY: inFolder('no/such') } });
    expect([exitCode, stderr.includes('the step summary is left out')]).toEqual([0, true]);
  });
});

describe('mistakes', () => {
  it.each([
    [['--reporter', 'yaml'], 'OPTION_VALUE', 'one of text, json, csv, junit, sarif, github, markdown, html'],
    [['--reporter', 'junit='], 'OPTION_VALUE', 'with =FILE'],
    [['--reporter', 'text', '--json'], 'OPTION_VALUE', 'both want the standard output'],
    [['--reporter', 'junit', '--reporter', 'sarif=-'], 'OPTION_VALUE', '--reporter sarif=FILE'],
    [['--reporter', `csv=${inFolder('one')}`, '--result', `${folder}/./one`], 'OPTION_VALUE', 'Name another file'],
    [['--reporter', `junit=${inFolder('no/such/out.xml')}`], 'OUTPUT_UNWRITABLE', 'no/such/out.xml'],
    [['--reporter', `junit=${folder}`], 'OUTPUT_UNWRITABLE', 'it is a folder'],
  ])('%j are told before anything runs', async (argv, code, text) => {
    const { exitCode, stdout, stderr } = await certify(argv);
    expect([exitCode, stdout, stderr.startsWith(`error ${code}: `), stderr.includes(text)]).toEqual([2, '', true, true]);
    expect(existsSync(inFolder('one'))).toBe(false);
  });

  it('a file that cannot be written in the end does not keep the others from it', async () => {
    const onOutput = (): void => {
      mkdirSync(inFolder('late'), { recursive: true });
    };
    const options = ['--reporter', `csv=${inFolder('late')}`, '--reporter', `markdown=${inFolder('kept.md')}`];
    const { exitCode, stderr } = await certify(options, { onOutput });
    expect([exitCode, stderr.startsWith('error OUTPUT_UNWRITABLE: '), read('kept.md').startsWith('## ')]).toEqual([2, true, true]);
  });
});

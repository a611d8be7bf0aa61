import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { gateJsonSchema } from '../../src/gate/outcome.js';
import { certifyJsonSchema } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, type Outcome } from './support.js';

const file = tempFiles();
const folder = dirname(file('linear.onnx', linearModel()));
file('two.csv', '2,0\n0,1\n');
const inFolder = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(inFolder(name), 'utf8');
const NAMES = ['text', 'json', 'csv', 'junit', 'sarif', 'github', 'markdown', 'html'];
const xsd = readFileSync('test/report/schemas/jenkins-junit.xsd', 'utf8');

/** Runs a command with a file of every form, in which an earlier run had passed. */
async function failing(argv: readonly string[]): Promise<Outcome> {
  for (const name of NAMES) writeFileSync(inFolder(`out.${name}`), 'passed');
  return cli([...argv, ...NAMES.flatMap((name) => ['--reporter', `${name}=${inFolder(`out.${name}`)}`])]);
}

const broken = file('broken.yaml', 'models: [{ model: linear.onnx, data: two.csv, require: { cleanAcuracy: 1 } }]\n');

const FAILURES: readonly (readonly [string, readonly string[], number, string])[] = [
  ['certify without its model', ['certify', inFolder('absent.onnx'), '--data', inFolder('two.csv')], 3, 'MODEL_NOT_FOUND'],
  ['certify without its data', ['certify', inFolder('linear.onnx'), '--data', inFolder('none.npy')], 3, 'DATA_NOT_FOUND'],
  ['certify without any data', ['certify', inFolder('linear.onnx')], 2, 'USAGE'],
  [
    'certify with a clean accuracy that is too low',
    ['certify', inFolder('linear.onnx'), '--data', inFolder('two.csv'), '--labels', '1,0', '--min-clean-accuracy', '1'],
    3,
    'CLEAN_ACCURACY',
  ],
  ['gate with a mistyped key', ['gate', '--config', broken], 2, 'CONFIG'],
  ['gate without its config', ['gate', '--config', inFolder('none.yaml')], 2, 'CONFIG'],
  ['merge of what is no result', ['merge', inFolder('two.csv')], 3, 'RESULT_FILE'],
];

describe('a run that cannot start', () => {
  const documents: string[] = [];

  it.each(FAILURES)('is told in every form: %s', async (_, argv, code, word) => {
    const { exitCode, stdout, stderr } = await failing(argv);
    expect([exitCode, stdout, stderr.startsWith(`error ${word}`)]).toEqual([code, '', true]);
    expect(NAMES.filter((name) => !read(`out.${name}`).replaceAll('\\', '').includes(word))).toEqual([]);
    expect(read('out.text')).toBe(stderr);
    const junit = read('out.junit');
    expect(junit).toContain(`<testsuites name="cnn-cert ${argv[0]}" tests="1" failures="0" errors="1"`);
    documents.push(junit);
    const sarif = JSON.parse(read('out.sarif')) as { runs: { invocations: object[]; results: { ruleId: string; level: string }[] }[] };
    expect(sarif.runs[0]?.invocations).toEqual([{ executionSuccessful: false, exitCode: code }]);
    expect(sarif.runs[0]?.results).toMatchObject([{ ruleId: 'start', level: 'error' }]);
    expect(read('out.github')).toMatch(/^::error title=cnn-cert%3A [^\n]*\n$/);
    const schema = argv[0] === 'gate' ? gateJsonSchema() : certifyJsonSchema();
    const json: unknown = JSON.parse(read('out.json'));
    expect([new Ajv2020().compile(schema)(json), json]).toMatchObject([true, { exitCode: code }]);
  });

  it('leaves JUnit XML that the schema of Jenkins takes', async () => {
    expect(documents).toHaveLength(FAILURES.length);
    const xml = documents.map((contents, k) => ({ fileName: `${k}.xml`, contents }));
    expect((await validateXML({ xml, schema: [xsd] })).errors).toEqual([]);
  });

  it.each([
    ['certify', ['certify', inFolder('absent.onnx'), '--data', inFolder('two.csv'), '--json']],
    ['gate', ['gate', '--config', broken, '--json']],
    ['merge', ['merge', inFolder('absent.json'), '--json']],
  ])('leaves JSON on the standard output with --json: %s', async (_, argv) => {
    const { exitCode, stdout } = await cli(argv);
    const { schemaVersion, error, ...rest } = JSON.parse(stdout) as { schemaVersion: number; exitCode: number; error: { message: string } };
    expect([schemaVersion, rest.exitCode, error.message.length > 0]).toEqual([1, exitCode, true]);
  });

  it('is told in the step summary, and annotated', async () => {
    const summary = file('summary.md', '');
    const { stdout } = await cli(['gate', '--config', broken, '--reporter', 'github'], { env: { GITHUB_STEP_SUMMARY: summary } });
    expect(stdout).toMatch(/^::error title=.*cleanAccuracy/);
    expect(readFileSync(summary, 'utf8')).toMatch(/^## cnn-cert gate\n[^]*\*\*error\*\* /);
  });

  it('is no result to go on with', async () => {
    await failing(['certify', inFolder('absent.onnx'), '--data', inFolder('two.csv')]);
    for (const command of ['merge', 'report']) {
      const { exitCode, stderr } = await cli([command, inFolder('out.json')]);
      expect([exitCode, stderr.replaceAll(`${folder}/`, '')]).toEqual([
        3,
        expect.stringMatching(/^error RESULT_FILE: out\.json tells of a run that failed: MODEL_NOT_FOUND: /),
      ]);
    }
  });
});

it('a run that is interrupted before its first input is told too', async () => {
  const { exitCode } = await cli(
    ['certify', inFolder('linear.onnx'), '--data', inFolder('two.csv'), '--reporter', `junit=${inFolder('early.xml')}`],
    { interrupted: true },
  );
  expect([exitCode, /<error type="INTERRUPTED"/.test(read('early.xml'))]).toEqual([130, true]);
});

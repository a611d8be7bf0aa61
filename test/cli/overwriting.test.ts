import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
const model = join(folder, 'model.onnx');
const data = join(folder, 'images.gz');
const other = join(folder, 'other.npy');

beforeAll(() => {
  copyFileSync('models/fmnist_nstate.onnx', model);
  copyFileSync('models/sample-images-idx3-ubyte.gz', data);
  writeFileSync(other, 'kept');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a result named like a file that the command reads', () => {
  const given = ['--data', data];
  it.each([
    ['certify', model, [...given, '--limit', '1', '--eps', '0.001', '-o', data]],
    ['certify', other, [...given, '--limit', '1', '--fix', `x=${other}`, '--reporter', `junit=${other}`]],
    ['run', data, [...given, '-o', data]],
    ['explain', model, [...given, '--html', model]],
    ['explain', data, [...given, '-o', data]],
    ['depth', model, ['--plot', model]],
    ['depth', model, ['-o', join(folder, '..', folder.split('/').at(-1) ?? '', 'model.onnx')]],
  ] as const)('is refused before anything is done: %s over %s', async (command, _, more) => {
    const before = [model, data, other].map((path) => readFileSync(path));
    const { exitCode, stdout, stderr } = await cli([command, model, ...more]);
    expect([exitCode, stdout, /^error OPTION_VALUE: .* is read, and would be overwritten/.test(stderr)]).toEqual([2, '', true]);
    expect([model, data, other].map((path) => readFileSync(path))).toEqual(before);
  });

  it.each([[data], [model], [other], [join(folder, 'gate.yaml')]])('is refused for a gate: %s', async (path) => {
    const config = join(folder, 'gate.yaml');
    const baseline = 'baseline: { file: other.npy, maxDrop: { cleanAccuracy: 0 } }';
    writeFileSync(config, `models:\n  - { model: model.onnx, data: images.gz, require: { errors: 0 }, ${baseline} }\n`);
    const before = readFileSync(path);
    const { exitCode, stderr } = await cli(['gate', '--config', config, '--reporter', `junit=${path}`]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error OPTION_VALUE: .* is read, and would be overwritten/)]);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is refused for a report, and so are two results in one file', async () => {
    const result = join(folder, 'result.json');
    await cli(['certify', model, ...given, '--limit', '1', '--eps', '0.0001', '--no-attack', '-o', result]);
    const before = readFileSync(result);
    expect((await cli(['report', result, '-o', result])).stderr).toMatch(/is read, and would be overwritten/);
    expect([before.length > 1000, readFileSync(result).equals(before)]).toEqual([true, true]);
    const page = join(folder, 'page.html');
    expect((await cli(['depth', '--plot', page, '--html', page])).stderr).toMatch(/is written, and would be overwritten/);
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read-result.js';
import type { CertifyReport } from '../../src/report/schema.js';
import { cli, linearModel } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const model = file('model.onnx', linearModel());
const data = file('inputs.csv', '2,0\n0,1\n1,2\n');
const broken = file('broken.csv', '2,0\nNaN,1\n');

const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync('schemas/certify-result.schema.json', 'utf8')) as object);

describe('the shipped schema, as ajv reads it', () => {
  it.each([
    ['radii', [], data],
    ['radii without labels or attack', ['--no-attack'], data],
    ['verdicts', ['--labels', '0,1,2', '--eps', '0.5', '--save-counterexamples', join(folder, 'points')], data],
    ['l2 with a box', ['--labels', '0,1,2', '--norm', 'l2', '--clip', '0', '2', '--method', 'interval'], data],
    ['l1 against one class', ['--labels', '0,1,2', '--norm', 'l1', '--target', '1', '--relaxation', 'fastlin'], data],
    ['inputs that cannot be read', ['--labels', '0,1'], broken],
    ['mean and std, a timeout, a limit of memory', ['--mean', '0', '--std', '1', '--timeout', '9', '--max-memory', '2G'], data],
    ['details', ['--details', '2', '--labels', '0,1,2'], data],
    ['a shard', ['--shard', '1/2'], data],
    ['a cache, which is read the second time', ['--cache', join(folder, 'cache')], data],
    ['the same from the cache', ['--cache', join(folder, 'cache')], data],
    ['an empty search: every epsilon is certified', ['--epsilon-weights', zeros()], data],
  ] as const)('takes what certify prints: %s', async (_, options, inputs) => {
    const { stdout } = await cli(['certify', model, '--data', inputs, '--json', ...options]);
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
  });

  it('takes what an interrupted run prints', async () => {
    const result = join(folder, 'interrupted.json');
    const { exitCode } = await cli(['certify', model, '--data', data, '--result', result], {
      onOutput: (text, signal) => {
        if (text.startsWith('    0')) signal();
      },
    });
    const report = JSON.parse(readFileSync(result, 'utf8')) as { interrupted?: object };
    validate(report);
    expect([exitCode, validate.errors, report.interrupted !== undefined]).toEqual([130, null, true]);
  });

  it('takes results of a release that named no machine, and the machine of this one', async () => {
    const { stdout } = await cli(['certify', model, '--data', data, '--json']);
    const { machines, ...old } = JSON.parse(stdout) as CertifyReport;
    const { processor, memoryMb, arithmetic, ...machine } = machines![0]!;
    expect(machine).toEqual({ cores: availableParallelism(), platform: `${process.platform} ${process.arch}`, node: process.version });
    expect([processor !== '', memoryMb > 100, machines!.length]).toEqual([true, true, 1]);
    expect(arithmetic).toMatch(/^kernels \d+, (relaxed|plain) SIMD, /);
    expect([validate(old), readResult(JSON.stringify(old), 'old.json').machines]).toEqual([true, undefined]);
  });

  it('takes nothing else', async () => {
    const { stdout } = await cli(['certify', model, '--data', data, '--json']);
    const wrong = [stdout.replace('"schemaVersion": 1', '"schemaVersion": 2'), stdout.replace('"status": "ok"', '"status": "fine"')];
    expect(wrong.map((text) => validate(JSON.parse(text)))).toEqual([false, false]);
  });
});

/** Weights of 0 fix every element: a .npy of two doubles, 0. */
function zeros(): string {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }`.padEnd(117);
  const head = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, 118, 0]), Buffer.from(`${header}\n`)]);
  return file('zeros.npy', Buffer.concat([head, Buffer.alloc(16)]));
}

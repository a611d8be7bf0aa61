import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { certifyJsonSchema, type CertifyReport } from '../../src/report/schema.js';
import type { InspectReport } from '../../src/report/inspect.js';
import { runJsonSchema, type RunReport } from '../../src/report/run-schema.js';
import { npy, tempFiles } from '../data/files.js';
import { model, tensor } from '../support/onnx-writer.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const data = file('points.npy', npy('<f8', [2, 2], Float64Array.of(3, 0.5, -0.2, 2)));

/** Scores (phi(x0), phi(x1)) of noisy units. */
const noisy = file(
  'noisy.onnx',
  model({
    inputs: [{ name: 'x', shape: ['N', 2] }],
    outputs: ['y'],
    initializers: { w: tensor([2, 2], [1, 0, 0, 1]) },
    nodes: [
      { op: 'NoisyHardTanh', name: 'noisy', domain: 'ai.cnncert', inputs: ['x'], outputs: ['a'] },
      { op: 'Gemm', name: 'last', inputs: ['a', 'w'], outputs: ['y'] },
    ],
    domains: ['ai.cnncert'],
  }),
);
const plain = file('plain.onnx', linearModel());

function schemaOf(schema: object): z.ZodType {
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema)) as Parameters<typeof z.fromJSONSchema>[0]);
}

async function certify(...options: readonly string[]): Promise<CertifyReport> {
  const { stdout } = await cli(['certify', noisy, '--data', data, '--eps', '0.01', '--json', ...options]);
  const report: unknown = JSON.parse(stdout);
  expect(schemaOf(certifyJsonSchema()).safeParse(report).error).toBeUndefined();
  return report as CertifyReport;
}

async function outputs(...options: readonly string[]): Promise<RunReport> {
  const { stdout } = await cli(['run', noisy, '--data', data, '--json', ...options]);
  const report: unknown = JSON.parse(stdout);
  expect(schemaOf(runJsonSchema()).safeParse(report).error).toBeUndefined();
  return report as RunReport;
}

describe('--noise', () => {
  it('is the expectation by default, and is reported', async () => {
    const { settings, inputs } = await certify();
    expect(settings.noise).toEqual({ mode: 'expectation', units: 2 });
    expect(inputs.map(({ verdict }) => verdict)).toEqual(['certified', 'certified']);
    expect((await certify('--noise', 'expectation')).settings.noise).toEqual(settings.noise);
  });

  it('worst: covers 99 % of the draws, or those within k; margins fall with k', async () => {
    const reports = [await certify(), await certify('--noise', 'worst'), await certify('--noise', 'worst', '--noise-k', '4')];
    expect(reports.map(({ settings }) => settings.noise)).toEqual([
      { mode: 'expectation', units: 2 },
      { mode: 'worst', units: 2, k: 2.8063, coverage: expect.closeTo(0.99, 4) as number },
      { mode: 'worst', units: 2, k: 4, coverage: expect.closeTo(0.999873, 6) as number },
    ]);
    const lower = reports.map(({ inputs }) => inputs[0]?.margins?.[0]?.lower ?? NaN);
    expect([(lower[0] ?? NaN) > (lower[1] ?? NaN), (lower[1] ?? NaN) > (lower[2] ?? NaN)]).toEqual([true, true]);
  });

  it('seed: the same draw again for the same seed', async () => {
    const [one, again, other] = [
      await outputs('--noise', 'seed:1'),
      await outputs('--noise', 'seed:1'),
      await outputs('--noise', 'seed:2'),
    ];
    expect(again.outputs).toEqual(one.outputs);
    expect(other.outputs).not.toEqual(one.outputs);
    expect(one.model.noise).toEqual({ mode: 'seed', units: 2, seed: 1 });
    expect((await certify('--noise', 'seed:1')).settings.noise).toEqual(one.model.noise);
  });

  it('is a line of the text of every command', async () => {
    const options = ['--noise', 'worst', '--noise-k', '3'];
    const texts = [
      await cli(['certify', noisy, '--data', data, '--eps', '0.01', ...options]),
      await cli(['inspect', noisy, ...options]),
      await cli(['run', noisy, '--data', data, ...options]),
    ].map(({ stdout }) => steady(stdout));
    expect(texts.map((text) => /^noise.*\n(?: .*\n)?/m.exec(text)?.[0].replace(/\s+/g, ' ').trim())).toMatchInlineSnapshot(`
      [
        "noise worst case, |xi| <= 3 2 noisy units 99.4 % of all draws evaluated at its expectation",
        "noise worst case, |xi| <= 3 2 noisy units 99.4 % of all draws evaluated at its expectation",
        "noise worst case, |xi| <= 3 2 noisy units 99.4 % of all draws evaluated at its expectation",
      ]
    `);
  });

  it('inspect shows the draws of a seed as draws, not as parameters', async () => {
    const { stdout } = await cli(['inspect', noisy, '--noise', 'seed:3', '--json']);
    const { nodes, noise } = JSON.parse(stdout) as InspectReport;
    expect([nodes[1]?.detail, nodes[1]?.parameters, noise]).toEqual(['2 draws', 0, { mode: 'seed', units: 2, seed: 3 }]);
  });

  it('says so where there is no noise', async () => {
    const { stderr, exitCode } = await cli(['inspect', plain, '--noise', 'worst']);
    expect([stderr, exitCode]).toEqual(["note: The model has no noisy units: noise 'worst' makes no difference.\n", 0]);
  });

  it.each([
    [['--noise', 'loud'], "error OPTION_VALUE: --noise is 'loud'"],
    [['--noise', 'seed:-1'], "error OPTION_VALUE: --noise is 'seed:-1'"],
    [['--noise-k', '3'], 'error OPTION_VALUE: --noise-k says how much noise --noise worst covers'],
    [['--noise', 'seed:1', '--noise-k', '3'], 'error OPTION_VALUE: --noise-k says how much noise --noise worst covers'],
    [['--noise', 'worst', '--noise-k', '-1'], "error OPTION_VALUE: --noise-k is '-1'"],
  ])('refuses %o', async (options, message) => {
    const { stderr, exitCode } = await cli(['inspect', noisy, ...options]);
    expect([stderr.split('\n')[0], exitCode]).toEqual([message, 2]);
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type DepthReport, depthJsonSchema, depthReportSchema } from '../../src/report/depth-schema.js';
import { cli, linearModel } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
const MODEL = 'models/fmnist_nstate.onnx';
const validate = new Ajv2020({ allErrors: true }).compile(depthJsonSchema());

async function json(...argv: string[]): Promise<DepthReport> {
  const { exitCode, stdout, stderr } = await cli(['depth', '--json', ...argv]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).not.toMatch(/NaN|Infinity/);
  const report: unknown = JSON.parse(stdout);
  validate(report);
  expect(validate.errors).toBeNull();
  return depthReportSchema.parse(report);
}

describe('docs/depth.md', () => {
  const blocks = [...readFileSync('docs/depth.md', 'utf8').matchAll(/^```text cnn-cert ([^\n]*)\n([^]*?)^```$/gm)];

  it.each(blocks.map(([, command = '', output = '']) => [command, output]))('shows what cnn-cert %s prints', async (command, output) => {
    expect(await cli(command.split(' '))).toEqual({ exitCode: 0, stdout: output, stderr: '' });
  });

  it('has three examples', () => {
    expect(blocks).toHaveLength(3);
  });
});

describe('depth --json', () => {
  it('has the trade-off, and the exponent', async () => {
    const { tradeOff, model, settings } = await json('--levels', '2,3..4');
    expect(tradeOff?.rows.map(({ levels, spacing }) => [levels, spacing?.toFixed(5)])).toEqual([[2, undefined], [3, '1.22401'], [4, '0.99569']]);
    expect([tradeOff?.exponent.slope.toFixed(2), model, settings.factor]).toEqual(['-1.82', undefined, 6]);
  }); // prettier-ignore

  it('has a given initialisation, finite at its extremes, too', async () => {
    const { tradeOff } = await json('--levels', '3,64', '--sigma-w', '1e6', '--sigma-b', '1e6');
    expect(tradeOff?.rows.map(({ given }) => (given?.field?.chi ?? 1) < 1)).toEqual([true, true]);
    const dead = await json('--levels', '3', '--sigma-w', '1/1000', '--factor', '1');
    expect(dead.tradeOff?.rows[0]).toMatchObject({ maxDepth: expect.closeTo(4.7408, 3) as number, given: { sigmaW: 0.001, field: null } });
  });

  it('has the quantised activations of a model, and what is assumed', async () => {
    const { model } = await json(MODEL, '--sigma-b', '0');
    expect(model?.activations.map(({ kind, levels, layer, sigmaB }) => [kind, levels.length, layer?.fanIn, sigmaB])).toEqual([
      ['n-state', 4, 16, 0],
      ['n-state', 4, 128, 0],
      ['n-state', 4, 784, 0],
    ]);
    expect(model?.assumption).toContain('extrapolation');
    // Without biases the best is that of the closed form: thresholds 1/2 apart instead of 2/3.
    expect(model?.activations[0]?.optimum?.sigmaW).toBeCloseTo(1.06531 * 0.75, 4);
    expect(model?.activations[0]?.optimum?.maxDepth).toBeCloseTo(47.42, 2);
  });
});

describe('depth', () => {
  it('says so where nothing is quantised, and fails not', async () => {
    const model = join(folder, 'linear.onnx');
    writeFileSync(model, linearModel());
    const plot = join(folder, 'nothing.svg');
    const { exitCode, stdout, stderr } = await cli(['depth', model, '--plot', plot]);
    expect([exitCode, stdout.includes('It has no activation with finitely many levels'), stderr]).toEqual([
      0,
      true,
      `note: There is nothing to draw: ${plot} is not written.\n`,
    ]);
    expect((await json(model)).model?.activations).toEqual([]);
  });

  it.each([
    ['OPTION_VALUE', '--levels', '1'],
    ['OPTION_VALUE', '--levels', '4..2'],
    ['OPTION_VALUE', '--levels', '2,x'],
    ['OPTION_VALUE', '--levels', '2..65536'],
    ['OPTION_VALUE', '--levels', '5000', '--sigma-w', '1'],
    ['OPTION_VALUE', MODEL, '--levels', '4'],
    ['OPTION_VALUE', '--sigma-w', '0'],
    ['OPTION_VALUE', '--sigma-b', '-1'],
    ['OPTION_VALUE', '--factor', 'NaN'],
    ['USAGE', '--input', 'x'],
    ['OUTPUT_UNWRITABLE', '--plot', 'no/such/folder/a.svg'],
  ])('refuses what it cannot do: %s %s %s', async (code, ...argv) => {
    const { exitCode, stdout, stderr } = await cli(['depth', ...argv]);
    expect([exitCode, stdout, stderr.split(':')[0], stderr.includes('hint: ')]).toEqual([2, '', `error ${code}`, true]);
  });

  it('tells of a model that is not there', async () => {
    const { exitCode, stderr } = await cli(['depth', join(folder, 'none.onnx')]);
    expect([exitCode, stderr.startsWith('error MODEL_NOT_FOUND')]).toEqual([3, true]);
  });

  it('writes to the file of -o what --json prints', async () => {
    const file = join(folder, 'depth.json');
    const { stdout } = await cli(['depth', '--levels', '2,4', '--json', '-o', file]);
    expect([stdout.length > 100, readFileSync(file, 'utf8') === stdout]).toEqual([true, true]);
  });

  it('draws a file that needs no style sheet, and a page that needs no script', async () => {
    const [plot, page] = [join(folder, 'a.svg'), join(folder, 'a.html')];
    await cli(['depth', '--levels', '2,4,8', '--sigma-w', '1.1', '--plot', plot, '--html', page]);
    const [svg, html] = [readFileSync(plot, 'utf8'), readFileSync(page, 'utf8')];
    expect([svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'), /var\(|NaN|undefined/.test(svg), svg.includes('L_max')]).toEqual([true, false, true]);
    expect([/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined/.test(html), html.includes('1.10'), html.includes('<svg class="narrow"')]).toEqual([false, false, true]);
    await cli(['depth', MODEL, '--plot', plot, '--html', page]);
    expect([readFileSync(plot, 'utf8').includes('/3/NState'), readFileSync(page, 'utf8').includes('extrapolation')]).toEqual([true, true]);
  }); // prettier-ignore
});

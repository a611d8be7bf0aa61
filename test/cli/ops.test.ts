import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { activations } from '../../src/activations/registry.js';
import { supportedOperators } from '../../src/onnx/support.js';
import type { OpsReport } from '../../src/report/ops.js';
import { cli } from './support.js';

const NAMES = supportedOperators().map(({ op }) => op);

describe('ops', () => {
  it('lists every operator and every activation, with its attributes and parameters', async () => {
    const { exitCode, stdout, stderr } = await cli(['ops', '--json']);
    const report = JSON.parse(stdout) as OpsReport;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(report.operators.map(({ op }) => op)).toEqual(NAMES);
    expect(report.activations.map(({ name }) => name)).toEqual(activations.map(({ name }) => name));
    expect(report.operators.find(({ op }) => op === 'Conv')).toEqual({
      op: 'Conv',
      domain: '',
      group: 'layers',
      since: 6,
      attributes: ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'],
      activations: [],
      notes: ['1-D to 3-D', 'constant filters'],
    });
    expect(report.operators.find(({ op }) => op === 'Elu')).toMatchObject({ group: 'activations', activations: ['elu'] });
    expect(report.activations.find(({ name }) => name === 'clip')?.parameters).toEqual({ min: null, max: null });
    expect(report.stripped).toContainEqual({ op: 'Softmax', stripped: 'softmax' });
  });

  it.each([80, 60])('fits %i columns as text, and shows every operator once in its group', async (columns) => {
    const { stdout } = await cli(['ops'], { columns });
    const lines = stdout.split('\n');
    const shown = lines
      .slice(0, lines.indexOf('stripped from the end of a model, with a note'))
      .flatMap((line) => /^ {2}(\w+)/.exec(line)?.[1] ?? []);
    expect([shown.toSorted(), lines.filter((line) => line.length > columns)]).toEqual([NAMES, []]);
  });

  it('does not print JSON and Markdown at once', async () => {
    expect((await cli(['ops', '--json', '--markdown'])).exitCode).toBe(2);
  });

  it('is the table of support in README.md (else: npm run build && node scripts/write-generated.mjs)', async () => {
    const { stdout } = await cli(['ops', '--markdown']);
    const found = /<!-- support:begin -->\n([^]*?)<!-- support:end -->/.exec(readFileSync('README.md', 'utf8'))?.[1];
    expect(found).toBe(stdout);
  });
});

import { describe, expect, it } from 'vitest';
import { opsMarkdown } from '../../src/report/ops-markdown.js';
import { opsText } from '../../src/report/ops-text.js';
import type { OpsReport } from '../../src/report/ops.js';
import { plain } from '../../src/report/paint.js';

const nothing = { domain: '', attributes: [], activations: [], notes: [], since: 6 };

const report: OpsReport = {
  opsets: { oldest: 6, newest: 26 },
  operators: [
    { ...nothing, op: 'Clip', group: 'activations', notes: ['constant bounds'], activations: ['clip'] },
    {
      ...nothing,
      op: 'MaxPool',
      group: 'layers',
      notes: ['1-D to 3-D', 'without Indices'],
      attributes: ['strides', 'pads', 'ceil_mode', 'auto_pad'],
    },
    { ...nothing, op: 'Relu', group: 'activations', activations: ['relu'] },
    { ...nothing, op: 'Strange', group: 'others' },
  ],
  activations: [
    { name: 'clip', parameters: { min: null, max: 6 }, onnx: ['Clip'] },
    { name: 'relu', parameters: {}, onnx: ['Relu'] },
    { name: 'step', parameters: {}, onnx: [] },
  ],
  stripped: [
    { op: 'Softmax', stripped: 'softmax' },
    { op: 'Sigmoid', stripped: 'sigmoid' },
  ],
};

describe('the list of what is supported', () => {
  it('has restrictions in brackets, attributes in order, and parameters', () => {
    expect(opsText(report, { columns: 60, paint: plain })).toMatchInlineSnapshot(`
      "ONNX operators, opsets 6 to 26

      layers
        MaxPool  (1-D to 3-D, without Indices)  auto_pad
                 ceil_mode  pads  strides

      activations
        Clip     (constant bounds)
        Relu

      others
        Strange

      stripped from the end of a model, with a note
        Softmax  (over all scores)
        Sigmoid  (of a single score)

      activations and their operators
        clip     min  max=6  (Clip)
        relu     (Relu)
        step
      "
    `);
  });

  it('puts each restriction on its own where they do not fit one line', () => {
    expect(opsText(report, { columns: 38, paint: plain })).toContain('  MaxPool  (1-D to 3-D)\n           (without Indices)  auto_pad\n');
  });

  it('is a table in Markdown, without attributes', () => {
    expect(opsMarkdown(report)).toMatchInlineSnapshot(`
      "ONNX opsets 6 to 26.

      | | |
      |---|---|
      | layers | MaxPool (1-D to 3-D, without Indices) |
      | activations | Clip (constant bounds), Relu |
      | others | Strange |
      | activations without an operator of their own | step |
      | stripped from the end of a model, with a note | Softmax (over all scores), Sigmoid (of a single score) |
      "
    `);
  });
});

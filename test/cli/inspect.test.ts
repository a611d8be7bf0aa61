import { describe, expect, it } from 'vitest';
import { tempFiles } from '../data/files.js';
import { model, tensor } from '../support/onnx-writer.js';
import { cli, steady } from './support.js';

const file = tempFiles();
const small = file(
  'small.onnx',
  model({
    inputs: [{ name: 'image', shape: ['N', 1, 4, 4] }],
    outputs: ['probabilities'],
    initializers: { w: tensor([2, 1, 3, 3], new Array(18).fill(0.5)), v: tensor([3, 32], new Array(96).fill(0.25)) },
    nodes: [
      { op: 'Conv', name: 'block/conv', inputs: ['image', 'w'], outputs: ['a'], attributes: { pads: [1, 1, 1, 1] } },
      { op: 'Relu', name: 'block/relu', inputs: ['a'], outputs: ['b'] },
      { op: 'Flatten', name: 'flatten', inputs: ['b'], outputs: ['c'] },
      { op: 'Gemm', name: 'head', inputs: ['c', 'v'], outputs: ['d'], attributes: { transB: 1 } },
      { op: 'Softmax', name: 'softmax', inputs: ['d'], outputs: ['probabilities'] },
    ],
  }),
);

describe('inspect', () => {
  it('prints the layer graph, and says what was stripped', async () => {
    const { exitCode, stdout, stderr } = await cli(['inspect', small]);
    expect(exitCode).toBe(0);
    expect(steady(stderr)).toMatchInlineSnapshot(`
      "note: The final softmax is stripped: bounds are on the scores before it.
      "
    `);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "model   small.onnx  opset 17
      input   image [1, 1, 4, 4]
      output  probabilities [1, 3]
      size    32 neurons  114 parameters

      node        op              shape   neurons  parameters  from
      image       input           4x4x1
      block/conv  conv 3x3 pad 1  4x4x2                    18  Conv
      block/relu  relu            4x4x2        32              Relu
      head        dense               3                    96  Gemm
      "
    `);
  });

  it('shows less on 50 columns', async () => {
    const { stdout } = await cli(['inspect', 'models/fmnist_resnet.onnx'], { columns: 50 });
    expect(stdout).toMatchInlineSnapshot(`
      "model   models/fmnist_resnet.onnx  opset 13
      input   input [1, 1, 28, 28]
      output  logits [1, 10]
      size    12,544 neurons  34,922 parameters

      node              op                   shape
      input             input              28x28x1
      ...Normalization  conv 3x3/2 pad 1  14x14x16
      /1/Relu           relu              14x14x16
      ...Normalization  conv 3x3 pad 1    14x14x16
      ...y/body.1/Relu  relu              14x14x16
      ...Normalization  conv 3x3 pad 1    14x14x16
      /2/Add            add ++            14x14x16
      /2/Relu           relu              14x14x16
      ...Normalization  conv 3x3/2 pad 1    7x7x32
      ...y/body.1/Relu  relu                7x7x32
      ...Normalization  conv 3x3 pad 1      7x7x32
      ...Normalization  conv 1x1/2          7x7x32
      /3/Add            add ++              7x7x32
      /3/Relu           relu                7x7x32
      /5/Gemm           dense                   10
      "
    `);
  });

  it('gives the same as JSON', async () => {
    const { stdout, stderr } = await cli(['inspect', small, '--json']);
    const report = JSON.parse(stdout) as { nodes: Record<string, unknown>[] };
    expect(stderr).toBe('');
    expect(report).toMatchObject({
      opset: 17,
      inputs: [{ name: 'image', shape: [1, 1, 4, 4] }],
      outputs: [{ shape: [1, 3] }],
      neurons: 32,
      parameters: 114,
      stripped: ['softmax'],
    });
    expect(report.nodes.map(({ name, op, shape, parameters, inputs }) => ({ name, op, shape, parameters, inputs }))).toEqual([
      { name: 'image', op: 'input', shape: [4, 4, 1], parameters: 0, inputs: [] },
      { name: 'block/conv', op: 'conv', shape: [4, 4, 2], parameters: 18, inputs: [0] },
      { name: 'block/relu', op: 'relu', shape: [4, 4, 2], parameters: 0, inputs: [1] },
      { name: 'head', op: 'dense', shape: [1, 1, 3], parameters: 96, inputs: [2] },
    ]);
  });
});

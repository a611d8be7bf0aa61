import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runJsonSchema, type RunReport } from '../../src/report/run-schema.js';
import { npy, tempFiles } from '../data/files.js';
import { model, tensor, tensorFile } from '../support/onnx-writer.js';
import { cli, linearModel, steady, type World } from './support.js';

const file = tempFiles();
const linear = file('linear.onnx', linearModel());
const points = file('points.npy', npy('<f8', [3, 2], Float64Array.of(1, 2, -3, 0.5, 0, 1)));
const SAMPLES = ['--data', 'models/sample-images-idx3-ubyte.gz'];

/** Scores (x0, x1, -x0 - x1) and what follows them. */
function withEnd(op: string, weights = [1, 0, 0, 1, -1, -1]): Uint8Array {
  return model({
    inputs: [{ name: 'x', shape: ['N', 2] }],
    outputs: [{ name: 'y', type: op === 'ArgMax' ? 'int64' : 'float' }],
    initializers: { w: tensor([weights.length / 2, 2], weights) },
    nodes: [
      { op: 'Gemm', name: 'last', inputs: ['x', 'w'], outputs: ['scores'], attributes: { transB: 1 } },
      { op, inputs: ['scores'], outputs: ['y'], ...(op === 'ArgMax' ? { attributes: { axis: 1 } } : {}) },
    ],
  });
}

async function json(argv: readonly string[], world: World = {}): Promise<RunReport> {
  const { stdout } = await cli(['run', ...argv, '--json'], world);
  return JSON.parse(stdout) as RunReport;
}

/** onnxruntime-node with outputs that are changed. */
function runtimeWith(change: (data: number[], dims: readonly number[]) => { dims: readonly number[]; data: number[] }): World {
  const session = {
    outputNames: ['logits'],
    inputMetadata: [{ name: 'x', type: 'float32' }],
    run: ({ x }: { x: { data: Float32Array } }) => {
      const [a = NaN, b = NaN] = x.data;
      return Promise.resolve({ logits: change([a, b, -a - b], [1, 3]) });
    },
  };
  class Tensor {
    constructor(
      readonly type: string,
      readonly data: Float32Array,
      readonly dims: readonly number[],
    ) {}
  }
  const InferenceSession = { create: () => Promise.resolve(session) };
  return { packages: { 'onnxruntime-node': { InferenceSession, Tensor, env: { versions: { node: '0.0.0' } } } } };
}

describe('run', () => {
  it('prints the outputs', async () => {
    const { exitCode, stdout, stderr } = await cli(['run', linear, '--data', points]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "model   linear.onnx  opset 17  input 1x2
      data    points.npy  3 of 3 inputs
      output  logits [3, 3]

      input  largest  values
          0        1    1    2   -3
          1        2   -3  0.5  2.5
          2        1    0    1   -1
      "
    `);
  });

  it('shows what fits 50 columns, and no more than 20 inputs', async () => {
    const { stdout } = await cli(['run', 'models/fmnist_relu.onnx', ...SAMPLES, '--limit', '22'], { columns: 50 });
    expect(stdout).toMatchInlineSnapshot(`
      "model   models/fmnist_relu.onnx  opset 13
              input 1x1x28x28
      data    models/sample-images-idx3-ubyte.gz
              22 of 200 inputs
      output  logits [22, 10]

      input  largest  values
          0        9     -8.03    -16.78    -3.979  ...
          1        2     1.868    -17.78     9.587  ...
          2        1    -2.077      21.6    -11.95  ...
          3        1    -2.158     19.06     -9.36  ...
          4        6      3.88    -8.625  -0.01716  ...
          5        1    -1.505     16.34    -10.17  ...
          6        4    -5.829    -5.677    0.7839  ...
          7        6     -5.67    -8.993    -1.489  ...
          8        5    -2.051    -15.39    -0.813  ...
          9        7    -10.86    -16.46    -7.166  ...
         10        4    -4.113    -8.182     2.552  ...
         11        5    -3.123    -12.56    -3.387  ...
         12        5    -9.358    -14.97    -5.365  ...
         13        3     -5.52    0.1021    -5.525  ...
         14        4    -6.325    -14.46     3.716  ...
         15        1    -1.405     14.21    -5.047  ...
         16        2    -1.644    -7.153     7.358  ...
         17        6    -6.261    -10.21    0.2679  ...
         18        8    -3.325    -9.528   -0.6989  ...
         19        0     7.335    -10.01     1.605  ...
      ... and 2 more inputs: all are in --json and -o FILE.npy
      "
    `);
  });

  it('prints all numbers as JSON that fits the schema', async () => {
    const report = await json([linear, '--data', points]);
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(runJsonSchema())) as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse(report).success).toBe(true);
    expect(report.outputs).toEqual({ logits: { shape: [3, 3], data: [1, 2, -3, -3, 0.5, 2.5, 0, 1, -1] } });
  });

  it('takes the inputs that are chosen', async () => {
    const { data, outputs } = await json([linear, '--data', points, '--indices', '0,2', '--limit', '2']);
    expect([data.indices, outputs]).toEqual([[0, 2], { logits: { shape: [2, 3], data: [1, 2, -3, 0, 1, -1] } }]);
  });

  it('saves the outputs as .npy', async () => {
    const saved = file('saved.npy', '');
    await cli(['run', linear, '--data', points, '-o', saved]);
    const bytes = readFileSync(saved);
    const values = new Float64Array(new Uint8Array(bytes.subarray(bytes.length - 72)).buffer);
    expect([bytes.includes("'shape': (3, 3)"), ...values]).toEqual([true, 1, 2, -3, -3, 0.5, 2.5, 0, 1, -1]);
  });

  it('reads an ONNX TensorProto, and puts mean and std in front of the model', async () => {
    const data = file('input_0.pb', tensorFile({ dims: [1, 2], data: [3, 5] }));
    const { outputs } = await json([linear, '--data', data, '--mean', '1', '--std', '2']);
    expect(outputs['logits']?.data).toEqual([1, 2, -3]);
  });

  it('gives any tensor inside the model', async () => {
    const { outputs } = await json([file('softmax.onnx', withEnd('Softmax')), '--data', points, '--output', 'scores']);
    expect(outputs).toEqual({ scores: { shape: [3, 3], data: [1, 2, -3, -3, 0.5, 2.5, 0, 1, -1] } });
  });

  it('strips a final sigmoid with a note, unless it is to be kept', async () => {
    const path = file('sigmoid.onnx', withEnd('Sigmoid', [1, -1]));
    const stripped = await cli(['run', path, '--data', points, '--limit', '1', '--json']);
    const kept = await json([path, '--data', points, '--limit', '1', '--keep-output']);
    const value = (kept.outputs['y']?.data[0] ?? NaN) - 1 / (1 + Math.E);
    expect([(JSON.parse(stripped.stdout) as RunReport).outputs['y']?.data, (JSON.parse(stripped.stdout) as RunReport).model.stripped, Math.abs(value) < 1e-15, kept.model.stripped]).toEqual([[-1], ['sigmoid'], true, []]); // prettier-ignore
  });
});

describe('run --check onnxruntime', () => {
  let report: string;
  beforeAll(async () => {
    report = (await cli(['run', 'models/fmnist_lenet.onnx', ...SAMPLES, '--limit', '4', '--check', 'onnxruntime'])).stdout;
  });

  it('agrees with the installed one', () => {
    expect(report).toMatch(/\ncheck {3}onnxruntime-node \d+\.\d+\.\d+ {2}4\/4 inputs agree\n {8}largest difference \d\.\de-[67] /);
  });

  it.each([
    ['models/fmnist_lenet.onnx', ['--output', '/1/Relu_output_0']],
    ['models/fmnist_resnet.onnx', ['--mean', '0.28', '--std', '0.35']],
  ])('of %s %j agrees', async (path, options) => {
    const { check } = await json([path, ...SAMPLES, '--limit', '2', ...options, '--check', 'onnxruntime']);
    expect(check).toMatchObject({ inputs: 2, agree: 2 });
  });

  it.each(['Softmax', 'LogSoftmax', 'ArgMax', 'Hardmax'])('applies a final %s that is stripped', async (op) => {
    const { check } = await json([file(`${op}.onnx`, withEnd(op)), '--data', points, '--check', 'onnxruntime']);
    expect(check).toMatchObject({ inputs: 3, agree: 3 });
  });

  it('fails where an output is another one, after printing', async () => {
    const world = runtimeWith(([a = NaN, b = NaN, c = NaN], dims) => ({ dims, data: [a, b, c + (a === -3 ? 0.01 : 0)] }));
    const { exitCode, stdout, stderr } = await cli(['run', linear, '--data', points, '--check', 'onnxruntime'], world);
    expect(exitCode).toBe(3);
    expect(stdout.slice(stdout.indexOf('check'))).toMatchInlineSnapshot(`
      "check   onnxruntime-node 0.0.0  2/3 inputs agree
              largest difference 1.0e-2  3.3e-3 of the largest output
              at input 1, element 2
      "
    `);
    expect(steady(stderr)).toMatchInlineSnapshot(`
      "error CHECK_FAILED: linear.onnx: 1 of 3 inputs give another 'logits' than onnxruntime-node 0.0.0, off by up to 0.01 (input 1, element 2); float32 explains 0.0001 of the largest output and 0.00001
      hint: The model may have been read wrongly, so do not trust its certificates; please report it with the model.
      "
    `);
  });

  it('fails where the shape is another one', async () => {
    const world = runtimeWith((data) => ({ dims: [3, 1], data }));
    const { exitCode, stderr } = await cli(['run', linear, '--data', points, '--check', 'onnxruntime'], world);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      3,
      "error CHECK_SHAPE: output 'logits' has shape [1, 3], but [3, 1] in onnxruntime-node 0.0.0",
    ]);
  });

  it('says what to install where it is missing', async () => {
    const world = { packages: { 'onnxruntime-node': null } };
    const { exitCode, stdout, stderr } = await cli(['run', linear, '--data', points, '--check', 'onnxruntime'], world);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatchInlineSnapshot(`
      "error RUNTIME_MISSING: onnxruntime-node is not installed
      hint: Install it next to cnn-cert: npm install onnxruntime-node.
      "
    `);
  });

  it('says why the runtime does not run a model', async () => {
    const path = file(
      'unknown.onnx',
      model({
        inputs: [
          { name: 'x', shape: [1, 2] },
          { name: 'other', shape: [1, 2] },
        ],
        outputs: ['y', 'z'],
        nodes: [
          { op: 'Relu', inputs: ['x'], outputs: ['y'] },
          { op: 'Relu', inputs: ['other'], outputs: ['z'] },
        ],
      }),
    );
    const { exitCode, stderr } = await cli(['run', path, '--data', points, '--output', 'y', '--check', 'onnxruntime']);
    expect([exitCode, /^error RUNTIME_FAILED: onnxruntime-node does not run .*other/.test(stderr)]).toEqual([3, true]);
  });
});

describe('run, given what it cannot take,', () => {
  it.each([
    ['no data', [], 2, 'USAGE'],
    ['data of another shape', ['--data', 'models/sample-images-idx3-ubyte.gz'], 3, 'DATA_SHAPE'],
    ['a folder to write to', ['--data', points, '-o', '.'], 2, 'OUTPUT_UNWRITABLE'],
    ['an unknown runtime', ['--data', points, '--check', 'tflite'], 2, 'OPTION_VALUE'],
    ['a position beyond the end', ['--data', points, '--indices', '3'], 2, 'OPTION_VALUE'],
  ])('%s, says so', async (_, options, exitCode, code) => {
    const outcome = await cli(['run', linear, ...options]);
    expect([outcome.exitCode, outcome.stdout, outcome.stderr.startsWith(`error ${code}: `)]).toEqual([exitCode, '', true]);
  });
});

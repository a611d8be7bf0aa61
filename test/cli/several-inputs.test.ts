import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/report/run-schema.js';
import type { CertifyReport } from '../../src/report/schema.js';
import { npy, tempFiles } from '../data/files.js';
import { ints, model, tensor, tensorFile } from '../support/onnx-writer.js';
import { cli, steady } from './support.js';

const file = tempFiles();

/** Scores m x in the order i: the indices come first, then the data, then the factors. */
const three = file(
  'three.onnx',
  model({
    inputs: [
      { name: 'i', shape: [3], type: 'int64' },
      { name: 'x', shape: ['N', 3] },
      { name: 'm', shape: ['N', 3] },
    ],
    outputs: ['y'],
    nodes: [
      { op: 'Mul', inputs: ['x', 'm'], outputs: ['a'] },
      { op: 'Gather', inputs: ['a', 'i'], outputs: ['y'], attributes: { axis: 1 } },
    ],
  }),
);
const order = file('order.pb', tensorFile(ints(2, 0, 1)));
const points = file('points.npy', npy('<f8', [2, 3], Float64Array.of(1, 2, 3, -4, 5, 6)));
const factors = file('factors.npy', npy('<f8', [2, 3], Float64Array.of(1, 1, 1, 2, 0.5, -1)));
const factor = file('factor.pb', tensorFile(tensor([1, 3], [2, 4, 8])));
const wide = file('wide.npy', npy('<f8', [5, 7], new Float64Array(35)));

async function run(...argv: string[]): Promise<RunReport> {
  const { stdout, stderr } = await cli(['run', three, ...argv, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as RunReport;
}

describe('run on a model of several inputs', () => {
  it('takes one file for each, item by item, and agrees with the runtime on all of them', async () => {
    const { outputs, data, check } = await run('--data', order, points, factors, '--check', 'onnxruntime');
    expect(outputs).toEqual({ y: { shape: [2, 3], data: [3, 1, 2, -6, -8, 2.5] } });
    expect(data).toMatchObject({ path: points, items: 2, others: [{ input: 'i', path: order }, { input: 'm', path: factors }] }); // prettier-ignore
    expect(check).toMatchObject({ inputs: 2, agree: 2 });
  });

  it('takes one value for all items where there is only one', async () => {
    const { outputs, check } = await run('--data', order, points, factor, '--check', 'onnxruntime');
    expect([outputs['y']?.data, check?.agree]).toEqual([[24, 2, 8, 48, -8, 20], 2]);
  });

  it('takes the values that belong to the items that were chosen', async () => {
    expect((await run('--data', order, points, factors, '--indices', '1')).outputs['y']?.data).toEqual([-6, -8, 2.5]);
  });

  it('lets any floating-point input be the data', async () => {
    const { outputs, data } = await run('--data', order, points, factors, '--input', 'm');
    expect([outputs['y']?.data, data.path]).toEqual([[3, 1, 2, -6, -8, 2.5], factors]);
  });

  it('takes some of them from --fix', async () => {
    const { outputs } = await run('--fix', `i=${order}`, '--data', points, factors);
    expect(outputs['y']?.data).toEqual([3, 1, 2, -6, -8, 2.5]);
  });

  it('shows every file', async () => {
    const { stdout } = await cli(['run', three, '--data', order, points, factors]);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "model   three.onnx  opset 17  input 1x3
      data    points.npy  2 of 2 inputs
              order.pb  input i
              factors.npy  input m
      output  y [2, 3]

      input  largest  values
          0        0    3    1    2
          1        2   -6   -8  2.5
      "
    `);
  });
});

describe('certify and inspect with --fix', () => {
  it('certify the function of the input that is left', async () => {
    const argv = ['--fix', `i=${order}`, '--fix', `m=${factor}`, '--data', points, '--limit', '1', '--norm', 'linf', '--json'];
    const report = JSON.parse((await cli(['certify', three, ...argv])).stdout) as CertifyReport;
    // Scores (8 x2, 2 x0, 4 x1) at (1, 2, 3): 24 - 8 shrinks by 12 an epsilon, 24 - 2 by 10.
    expect(report.inputs[0]?.certifiedRadius).toBeCloseTo(16 / 12, 2);
    expect(report.inputs[0]?.certifiedRadius).toBeLessThan(16 / 12);
  });

  it('give the same in worker threads', async () => {
    const argv = ['--fix', `i=${order}`, '--fix', `m=${factor}`, '--data', points, '--eps', '0.25', '--json', '--threads'];
    const verdicts = async (threads: string) => {
      const report = JSON.parse((await cli(['certify', three, ...argv, threads])).stdout) as CertifyReport;
      return report.inputs.map(({ verdict, margins }) => ({ verdict, margins }));
    };
    expect(await verdicts('2')).toEqual(await verdicts('1'));
  });

  it('say which inputs are fixed', async () => {
    const { exitCode, stderr } = await cli(['inspect', three, '--fix', `i=${order}`, '--fix', `m=${factor}`]);
    expect([exitCode, stderr]).toEqual([
      0,
      "note: Input 'i' is fixed to the value given for it, of shape [3].\nnote: Input 'm' is fixed to the value given for it, of shape [1, 3].\n",
    ]);
  });
});

describe('several inputs, given what does not fit,', () => {
  it.each([
    ['too few values', ['inspect', three], 3, `error MODEL_INPUT: three.onnx: The model has 3 inputs: 'i', 'x', 'm'.`],
    ['too few files', ['run', three, '--data', order, points], 2, `error DATA_COUNT: --data gives 2 files, but the model takes 3: 'i', 'x', 'm'`],
    ['a value of another shape', ['inspect', three, '--fix', `i=${points}`, '--fix', `m=${factor}`], 3, `error MODEL_CONSTANT: three.onnx: The value given for input 'i' has 6 elements of shape [2, 3]; the model takes [3].`],
    ['a value of another type', ['inspect', three, '--fix', `i=${file('half.npy', npy('<f8', [3], Float64Array.of(0, 0.5, 1)))}`], 3, `error MODEL_CONSTANT: three.onnx: Element 1 of the value given for input 'i' is 0.5, which is no int64.`],
    ['a value of another rank', ['run', three, '--data', order, points, file('cube.npy', npy('<f8', [3, 1, 1, 3], new Float64Array(9)))], 3, `error DATA_SHAPE: cube.npy holds a tensor of shape [3, 1, 1, 3], but input 'm' has 2 axes`],
    ['data of another shape', ['run', three, '--data', order, wide, factors], 3, 'error DATA_SHAPE: wide.npy holds an array of shape [5, 7], but the model takes [1, 3], 3 elements an item'],
    ['a name of no input', ['inspect', three, '--fix', `q=${order}`], 3, `error MODEL_INPUT: three.onnx: The model has no input named 'q' that could be given a value.`],
    ['a file of no tensor', ['inspect', three, '--fix', 'i=models/sample-images-idx3-ubyte.gz'], 3, 'error DATA_FORMAT: models/sample-images-idx3-ubyte.gz is a file of kind idx, not of one tensor'],
    ['no file', ['inspect', three, '--fix', 'i'], 2, `error OPTION_VALUE: --fix is 'i'`],
    ['an input twice', ['inspect', three, '--fix', `i=${order}`, '--fix', `i=${order}`], 2, `error OPTION_VALUE: --fix is 'i=order.pb'`],
    ['an unknown --input', ['run', three, '--data', order, points, factors, '--input', 'q'], 2, `error OPTION_VALUE: the model has no free input named 'q'`],
  ])('%s, say so', async (_, argv, exitCode, first) => {
    const outcome = await cli(argv);
    expect([outcome.exitCode, outcome.stdout, steady(outcome.stderr).split('\n')[0]]).toEqual([exitCode, '', first]);
  }); // prettier-ignore
});

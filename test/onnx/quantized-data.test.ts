import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { runtimeDifference } from '../support/onnx-runtime.js';
import { type AttributeSpec, model, type NodeSpec, real, type TensorSpec, tensor, type TensorType } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';

const random = new Random(20260711);

function whole(dims: readonly number[], type: TensorType, low: number, high: number): TensorSpec {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return { dims, type, data: Array.from({ length: size }, () => random.integer(low, high)) };
}

const scalar = (value: number, type: TensorType = 'float'): TensorSpec => ({ dims: [], data: [value], type });

/** Scales and zero points s0 z0 (of the input), s1 z1, .. by name. */
const common = {
  s0: scalar(Math.fround(0.03)), z0: scalar(130, 'uint8'), s1: scalar(Math.fround(0.017)), z1: scalar(7, 'int8'),
  s2: scalar(Math.fround(0.11)), z2: scalar(101, 'uint8'), s3: scalar(Math.fround(0.02137)), z3: scalar(140, 'uint8'),
}; // prettier-ignore

interface Case {
  readonly shape: readonly number[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly opset?: number;
  /** Names of the scale and zero point of the result `r`; null: `r` is the output. */
  readonly result?: readonly [string, string] | null;
}

/** x is quantized to q with s0 z0, goes through the nodes to r, and back to y. */
function bytesOf({ shape, nodes, initializers = {}, opset = 15, result = ['s2', 'z2'] }: Case): Uint8Array {
  const first: NodeSpec = { op: 'QuantizeLinear', inputs: ['x', 's0', 'z0'], outputs: ['q'] };
  const last: NodeSpec[] = result === null ? [] : [{ op: 'DequantizeLinear', inputs: ['r', ...result], outputs: ['y'] }];
  return model({
    opset,
    inputs: [{ name: 'x', shape }],
    outputs: [result === null ? 'r' : 'y'],
    initializers: { ...common, ...initializers },
    nodes: [first, ...nodes, ...last],
    domains: ['com.microsoft'],
  });
}

function one(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeSpec>> = {}, domain = ''): NodeSpec {
  return { op, name: 'it', domain, inputs, outputs: ['r'], attributes };
}

const toFloat = (input: string, output = 'r'): NodeSpec => ({ op: 'Cast', inputs: [input], outputs: [output], attributes: { to: 1 } });
const ms = 'com.microsoft';
const image = [1, 3, 5, 6];

const cases: Readonly<Record<string, Case>> = {
  'QuantizeLinear and DequantizeLinear': { shape: [2, 40], nodes: [one('Identity', ['q'])], result: ['s0', 'z0'] },
  'another scale on the way back': { shape: [2, 40], nodes: [one('Identity', ['q'])] },
  'per axis, without zero point': {
    shape: [2, 3, 40],
    nodes: [
      { op: 'QuantizeLinear', inputs: ['x', 's'], outputs: ['p'], attributes: { axis: 1 } },
      one('DequantizeLinear', ['p', 's'], { axis: 1 }),
    ],
    initializers: { s: tensor([3], [0.02, 0.3, 0.005].map(Math.fround)) },
    result: null,
  },
  'MaxPool and Reshape of whole numbers': {
    shape: image,
    nodes: [{ op: 'MaxPool', inputs: ['q'], outputs: ['p'], attributes: { kernel_shape: [2, 2] } }, one('Reshape', ['p', 'shape'])],
    initializers: { shape: { dims: [2], data: [1, -1], type: 'int64' } },
  },
  'a convolution between both': {
    shape: image,
    nodes: [
      { op: 'DequantizeLinear', inputs: ['q', 's0', 'z0'], outputs: ['f'] },
      { op: 'DequantizeLinear', inputs: ['w', 's1'], outputs: ['v'] },
      { op: 'Conv', inputs: ['f', 'v'], outputs: ['c'], attributes: { pads: [1, 1, 1, 1] } },
      one('QuantizeLinear', ['c', 's2', 'z2']),
    ],
    initializers: { w: whole([4, 3, 3, 3], 'int8', -128, 127) },
  },
  'QLinearConv': {
    shape: image,
    nodes: [one('QLinearConv', ['q', 's0', 'z0', 'w', 'sw', 'zw', 's2', 'z2', 'b'], { pads: [1, 0, 1, 2], strides: [2, 1] })],
    initializers: {
      w: whole([4, 3, 3, 3], 'int8', -128, 127), sw: tensor([4], [0.01, 0.02, 0.003, 0.015].map(Math.fround)), zw: whole([4], 'int8', 0, 0),
      b: whole([4], 'int32', -4000, 4000),
    },
  },
  'QLinearConv with groups and zero points': {
    shape: [1, 4, 5, 5],
    nodes: [one('QLinearConv', ['q', 's0', 'z0', 'w', 's1', 'z3', 's2', 'z2'], { group: 2 })],
    initializers: { w: whole([4, 2, 3, 3], 'uint8', 0, 255) },
  },
  'QLinearMatMul': {
    shape: [3, 7],
    nodes: [one('QLinearMatMul', ['q', 's0', 'z0', 'w', 's1', 'z1', 's2', 'z2'])],
    initializers: { w: whole([7, 5], 'int8', -128, 127) },
  },
  'ConvInteger': {
    shape: image,
    nodes: [{ op: 'ConvInteger', inputs: ['q', 'w', 'z0', 'z3'], outputs: ['i'], attributes: { pads: [1, 1, 1, 1] } }, toFloat('i')],
    initializers: { w: whole([2, 3, 3, 3], 'uint8', 0, 255) },
    result: null,
  },
  'MatMulInteger': {
    shape: [3, 7],
    nodes: [{ op: 'MatMulInteger', inputs: ['q', 'w', 'z0', 'zw'], outputs: ['i'] }, toFloat('i')],
    initializers: { w: whole([7, 5], 'int8', -128, 127), zw: whole([5], 'int8', -9, 9) },
    result: null,
  },
  'QLinearAdd': {
    shape: image,
    nodes: [one('QLinearAdd', ['q', 's0', 'z0', 'w', 's3', 'z3', 's2', 'z2'], {}, ms)],
    initializers: { w: whole([3, 1, 1], 'uint8', 0, 255) },
  },
  'QLinearAdd of data': {
    shape: image,
    nodes: [
      { op: 'QLinearSigmoid', domain: ms, inputs: ['q', 's0', 'z0', 's3', 'z3'], outputs: ['p'] },
      one('QLinearAdd', ['q', 's0', 'z0', 'p', 's3', 'z3', 's2', 'z2'], {}, ms),
    ],
  },
  'QLinearMul': {
    shape: [2, 20],
    nodes: [one('QLinearMul', ['q', 's0', 'z0', 'w', 's3', 'z3', 's2', 'z2'], {}, ms)],
    initializers: { w: whole([20], 'uint8', 0, 255) },
  },
  'QLinearMul of data': {
    shape: [2, 20],
    nodes: [
      { op: 'QLinearSigmoid', domain: ms, inputs: ['q', 's0', 'z0', 's3', 'z3'], outputs: ['p'] },
      one('QLinearMul', ['q', 's0', 'z0', 'p', 's3', 'z3', 's2', 'z2'], {}, ms),
    ],
  },
  'QLinearSigmoid': { shape: [2, 50], nodes: [one('QLinearSigmoid', ['q', 's0', 'z0', 's3', 'z3'], {}, ms)], result: ['s3', 'z3'] },
  'QLinearSoftmax': { shape: [2, 5], nodes: [one('QLinearSoftmax', ['q', 's0', 'z0', 's4', 'z4'], { axis: 1, opset: 15 }, ms)], initializers: { s4: scalar(1 / 256), z4: scalar(0, 'uint8') }, result: ['s4', 'z4'] },
  'QLinearLeakyRelu': { shape: [2, 50], nodes: [one('QLinearLeakyRelu', ['q', 's0', 'z0', 's3', 'z3'], { alpha: real(0.3) }, ms)], result: ['s3', 'z3'] },
  'QLinearGlobalAveragePool': { shape: image, nodes: [one('QLinearGlobalAveragePool', ['q', 's0', 'z0', 's3', 'z3'], {}, ms)], result: ['s3', 'z3'] },
  'QLinearAveragePool': {
    shape: image,
    nodes: [one('QLinearAveragePool', ['q', 's0', 'z0', 's3', 'z3'], { kernel_shape: [2, 3], pads: [1, 1, 0, 0], strides: [2, 2] }, ms)],
    result: ['s3', 'z3'],
  },
  'QLinearConcat': {
    shape: image,
    nodes: [one('QLinearConcat', ['s3', 'z3', 'q', 's0', 'z0', 'w', 's2', 'z2'], { axis: 1 }, ms)],
    initializers: { w: whole([1, 2, 5, 6], 'uint8', 0, 255) },
    result: ['s3', 'z3'],
  },
  'QuantizeLinear of com.microsoft': {
    shape: [2, 40],
    nodes: [{ op: 'QuantizeLinear', domain: ms, inputs: ['x', 's3', 'z3'], outputs: ['p'] }, one('DequantizeLinear', ['p', 's3', 'z3'], {}, ms)],
    result: null,
  },
}; // prettier-ignore

describe('quantized data agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(bytesOf(spec))).toBeLessThan(1e-5);
  });

  it('rounds ties to the even number, and saturates', () => {
    const bytes = model({
      inputs: [{ name: 'x', shape: [6] }],
      outputs: ['p'],
      initializers: { s: scalar(0.5), z1: scalar(7, 'int8') },
      nodes: [{ op: 'QuantizeLinear', inputs: ['x', 's', 'z1'], outputs: ['p'] }],
    });
    expect([...evaluateGraph(loadModel(bytes), Float64Array.of(0.25, 0.75, -0.25, 0.75 - 2 ** -40, 60.1, -1e9))]).toEqual([
      7, 9, 7, 8, 127, -128,
    ]);
  });
});

function refusal(spec: Case): string {
  try {
    loadModel(bytesOf(spec));
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return 'it loaded';
}

describe('what is refused', () => {
  const shape = [2, 4];
  it.each([
    ['arithmetic on whole numbers that may wrap', { shape, nodes: [one('Add', ['q', 'q'])] }, 'arithmetic on data of type uint8'],
    ['scales that are not positive', { shape, nodes: [one('QuantizeLinear', ['x', 's'])], initializers: { s: scalar(-1) } }, 'a scale is not a positive float32 number'],
    ['scales of data', { shape, nodes: [one('QuantizeLinear', ['x', 'x'])] }, `input 1 ('y_scale') depends on the data`],
    ['scales that depend on the data', { shape, nodes: [{ op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['r', 's', 'z'] }] }, 'its scale depends on the data'],
    ['sums that may overflow', { shape: [1, 40000], nodes: [one('MatMulInteger', ['q', 'w'])], initializers: { w: whole([40000, 1], 'int8', 1, 1) } }, 'sums of 40000 products may not fit 32 bits'],
    ['channels last', { shape: image, nodes: [one('QLinearGlobalAveragePool', ['q', 's0', 'z0', 's3', 'z3'], { channels_last: 1 }, ms)] }, 'attribute channels_last = 1'],
    ['32 bits', { shape, nodes: [one('QuantizeLinear', ['x', 's0', 'z'])], initializers: { z: scalar(0, 'int32') } }, 'the type int32'],
  ] as const)('%s', (_, spec, reason) => {
    expect(refusal({ ...spec, result: null })).toContain(reason);
  }); // prettier-ignore
});

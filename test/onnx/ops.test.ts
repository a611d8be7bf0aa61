import { describe, expect, it } from 'vitest';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { ints, real, tensor } from '../support/onnx-writer.js';

/** [1, C, H, W] unless stated; every case is evaluated on a random input and compared with ONNX Runtime. */
const map = [1, 3, 7, 6];
const positive = tensor([3], [0.5, 2, 1.25]);
const statistics = { scale: weights([3]), shift: weights([3], 3), mean: weights([3], 4), variance: positive };

const positiveData = [{ op: 'Exp', inputs: ['input'], outputs: ['x'] }];
/** Into (-1, 1), where an inverse function is defined. */
const squashed = [{ op: 'Tanh', inputs: ['input'], outputs: ['x'] }];

const cases: Readonly<Record<string, OneOp>> = {
  'Conv plain': { op: 'Conv', shape: map, initializers: { w: weights([4, 3, 3, 2]), b: weights([4]) } },
  'Conv without bias, strides, dilations, asymmetric pads': {
    op: 'Conv', shape: [1, 3, 9, 10], initializers: { w: weights([4, 3, 2, 3]) }, attributes: { strides: [2, 1], dilations: [3, 2], pads: [1, 0, 2, 3] },
  },
  'Conv groups': { op: 'Conv', shape: [1, 4, 5, 5], initializers: { w: weights([6, 2, 3, 3]), b: weights([6]) }, attributes: { group: 2, pads: [1, 1, 1, 1] } },
  'Conv depthwise': { op: 'Conv', shape: map, initializers: { w: weights([6, 1, 2, 2]) }, attributes: { group: 3 } },
  'Conv SAME_UPPER, stride 2': { op: 'Conv', shape: map, initializers: { w: weights([2, 3, 4, 3]) }, attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] } },
  'Conv SAME_LOWER, stride 2': { op: 'Conv', shape: map, initializers: { w: weights([2, 3, 4, 3]) }, attributes: { auto_pad: 'SAME_LOWER', strides: [2, 2] } },
  'Conv SAME_UPPER, stride 3, kernel 1': { op: 'Conv', shape: map, initializers: { w: weights([2, 3, 1, 1]) }, attributes: { auto_pad: 'SAME_UPPER', strides: [3, 3] } },
  'Conv VALID': { op: 'Conv', shape: map, initializers: { w: weights([2, 3, 3, 3]) }, attributes: { auto_pad: 'VALID', strides: [2, 2] } },
  'Conv 1-D': { op: 'Conv', shape: [1, 3, 11], initializers: { w: weights([4, 3, 3]), b: weights([4]) }, attributes: { strides: [2], dilations: [2], pads: [2, 1] } },
  'Conv at opset 7': { op: 'Conv', shape: map, initializers: { w: weights([4, 3, 3, 2]) }, opset: 7 },
  'Gemm plain': { op: 'Gemm', shape: [1, 5], initializers: { w: weights([5, 3]), b: weights([3]) } },
  'Gemm transB, alpha, beta': { op: 'Gemm', shape: [1, 5], initializers: { w: weights([3, 5]), b: weights([1, 3]) }, attributes: { transB: 1, alpha: real(0.3), beta: real(1.7) } },
  'Gemm transA': { op: 'Gemm', shape: [5, 1], initializers: { w: weights([5, 3]) }, attributes: { transA: 1 } },
  'Gemm of several rows, column bias': { op: 'Gemm', shape: [4, 5], initializers: { w: weights([5, 3]), b: weights([4, 1]) } },
  'Gemm scalar bias': { op: 'Gemm', shape: [1, 5], initializers: { w: weights([5, 3]), b: weights([]) } },
  'Gemm constant on the left': { op: 'Gemm', shape: [5, 3], inputs: ['w', 'x', 'b'], initializers: { w: weights([2, 5]), b: weights([3]) }, attributes: { alpha: real(2.5) } },
  'Gemm at opset 7': { op: 'Gemm', shape: [1, 5], initializers: { w: weights([5, 3]), b: weights([3]) }, opset: 7 },
  'MatMul of a vector': { op: 'MatMul', shape: [5], initializers: { w: weights([5, 3]) } },
  'MatMul with a vector': { op: 'MatMul', shape: [2, 5], initializers: { w: weights([5]) } },
  'MatMul over rows': { op: 'MatMul', shape: [1, 4, 5], initializers: { w: weights([5, 3]) } },
  'MatMul constant on the left': { op: 'MatMul', shape: [1, 5, 4], inputs: ['w', 'x'], initializers: { w: weights([3, 5]) } },
  'MatMul batched constants': { op: 'MatMul', shape: [2, 3, 4, 5], initializers: { w: weights([3, 5, 2]) } },
  'MatMul batched constant on the left': { op: 'MatMul', shape: [1, 5, 4], inputs: ['w', 'x'], initializers: { w: weights([3, 2, 5]) } },
  'Add a scalar': { op: 'Add', shape: map, initializers: { c: weights([]) } },
  'Add per channel': { op: 'Add', shape: map, initializers: { c: weights([3, 1, 1]) } },
  'Add per column': { op: 'Add', shape: map, initializers: { c: weights([6]) } },
  'Add that grows the data': { op: 'Add', shape: [3, 1], initializers: { c: weights([2, 1, 4]) } },
  'Sub': { op: 'Sub', shape: map, initializers: { c: weights([1, 3, 1, 1]) } },
  'Sub from a constant': { op: 'Sub', shape: map, inputs: ['c', 'x'], initializers: { c: weights([3, 7, 6]) } },
  'Mul': { op: 'Mul', shape: map, inputs: ['c', 'x'], initializers: { c: weights([7, 1]) } },
  'Div': { op: 'Div', shape: map, initializers: { c: tensor([3, 1, 1], [0.229, 0.224, 0.225]) } },
  'Neg': { op: 'Neg', shape: map },
  'Sum of one': { op: 'Sum', shape: map },
  'Sum with constants': { op: 'Sum', shape: map, inputs: ['a', 'x', 'b'], initializers: { a: weights([3, 1, 1]), b: weights([6]) } },
  'x + x': { op: 'Add', shape: map, inputs: ['x', 'x'] },
  'x - x': { op: 'Sub', shape: map, inputs: ['x', 'x'] },
  'BatchNormalization': { op: 'BatchNormalization', shape: map, initializers: statistics, attributes: { epsilon: real(0.01), momentum: real(0.5) } },
  'BatchNormalization with the default epsilon': { op: 'BatchNormalization', shape: [1, 3], initializers: statistics },
  'BatchNormalization 1-D, batch of two': { op: 'BatchNormalization', shape: [2, 3, 4], initializers: statistics, opset: 9 },
  'Relu': { op: 'Relu', shape: map },
  'LeakyRelu with the default slope': { op: 'LeakyRelu', shape: map },
  'LeakyRelu': { op: 'LeakyRelu', shape: map, attributes: { alpha: real(0.3) } },
  'PRelu scalar': { op: 'PRelu', shape: map, initializers: { slope: tensor([1], [0.3]) } },
  'PRelu per channel': { op: 'PRelu', shape: map, initializers: { slope: weights([3, 1, 1]) } },
  'PRelu per element': { op: 'PRelu', shape: map, initializers: { slope: weights([3, 7, 6]) } },
  'Sigmoid': { op: 'Sigmoid', shape: map },
  'Tanh': { op: 'Tanh', shape: map },
  'Atan': { op: 'Atan', shape: map },
  'Sin': { op: 'Sin', shape: map },
  'Cos': { op: 'Cos', shape: map },
  'Tan': { op: 'Tan', shape: map },
  'Sinh': { op: 'Sinh', shape: map },
  'Cosh': { op: 'Cosh', shape: map },
  'Asinh': { op: 'Asinh', shape: map },
  'Asin': { op: 'Asin', shape: map, before: squashed },
  'Acos': { op: 'Acos', shape: map, before: squashed },
  'Atanh': { op: 'Atanh', shape: map, before: squashed },
  'Acosh': { op: 'Acosh', shape: map, before: [{ op: 'Cosh', inputs: ['input'], outputs: ['x'] }] },
  'Softplus': { op: 'Softplus', shape: map },
  'Elu': { op: 'Elu', shape: map, attributes: { alpha: real(0.7) } },
  'Elu with the default alpha': { op: 'Elu', shape: map },
  'HardSigmoid': { op: 'HardSigmoid', shape: map, attributes: { alpha: real(0.3), beta: real(0.6) } },
  'HardSigmoid with defaults': { op: 'HardSigmoid', shape: map },
  'Max with constants': { op: 'Max', shape: map, initializers: { a: weights([]), b: weights([3, 1, 1]) } },
  'Min with a constant': { op: 'Min', shape: map, inputs: ['c', 'x'], initializers: { c: weights([3, 7, 6]) } },
  'MaxPool kernel unlike stride': { op: 'MaxPool', shape: map, attributes: { kernel_shape: [3, 2], strides: [2, 1] } },
  'MaxPool asymmetric pads': { op: 'MaxPool', shape: map, attributes: { kernel_shape: [3, 3], pads: [2, 0, 1, 2] } },
  'MaxPool dilations and ceil_mode': { op: 'MaxPool', shape: [1, 2, 10, 9], attributes: { kernel_shape: [2, 3], strides: [3, 3], dilations: [2, 2], ceil_mode: 1, pads: [1, 1, 0, 1] } },
  'MaxPool SAME_LOWER': { op: 'MaxPool', shape: map, attributes: { kernel_shape: [2, 3], strides: [2, 2], auto_pad: 'SAME_LOWER' } },
  'MaxPool 1-D': { op: 'MaxPool', shape: [1, 3, 10], attributes: { kernel_shape: [3], strides: [2], ceil_mode: 1 } },
  'MaxPool at opset 7': { op: 'MaxPool', shape: map, attributes: { kernel_shape: [2, 2] }, opset: 7 },
  'AveragePool': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 2], strides: [2, 2] } },
  'AveragePool pads': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 3], pads: [1, 0, 2, 1] } },
  'AveragePool pads that count': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 3], pads: [1, 0, 2, 1], count_include_pad: 1 } },
  'AveragePool ceil_mode': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } },
  'AveragePool SAME_UPPER': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' } },
  'AveragePool dilations': { op: 'AveragePool', shape: map, attributes: { kernel_shape: [3, 2], dilations: [2, 3], pads: [1, 1, 1, 1] }, opset: 19 },
  'AveragePool 1-D': { op: 'AveragePool', shape: [1, 3, 10], attributes: { kernel_shape: [4], strides: [3], pads: [1, 2] } },
  'GlobalAveragePool': { op: 'GlobalAveragePool', shape: map },
  'GlobalAveragePool 1-D': { op: 'GlobalAveragePool', shape: [1, 3, 5] },
  'GlobalMaxPool': { op: 'GlobalMaxPool', shape: map },
  'Reshape 0 and -1': { op: 'Reshape', shape: [2, 3, 4], initializers: { s: ints(0, -1) } },
  'Squeeze of everything': { op: 'Squeeze', shape: [1, 3, 1] },
  'Transpose reversed': { op: 'Transpose', shape: [2, 3, 4] },
  'Transpose': { op: 'Transpose', shape: map, attributes: { perm: [0, 2, 3, 1] } },
  'Concat with constants': { op: 'Concat', shape: map, inputs: ['a', 'x', 'x'], initializers: { a: weights([1, 2, 7, 6]) }, attributes: { axis: 1 } },
  'Concat of rows': { op: 'Concat', shape: [2, 3], inputs: ['x', 'a'], initializers: { a: weights([2, 2]) }, attributes: { axis: -1 } },
  'Slice at opset 9': { op: 'Slice', shape: map, attributes: { starts: [1, 0], ends: [3, -1], axes: [1, 3] }, opset: 9 },
  'Slice with steps': { op: 'Slice', shape: map, initializers: { s: ints(0, 1), e: ints(9, 2 ** 62), a: ints(2, -1), k: ints(2, 3) } },
  'Slice backwards': { op: 'Slice', shape: map, initializers: { s: ints(-1), e: ints(-(2 ** 62)), a: ints(3), k: ints(-2) } },
  'Gather': { op: 'Gather', shape: map, initializers: { i: ints(2, 0, -1) }, attributes: { axis: 1 } },
  'Gather with a scalar': { op: 'Gather', shape: map, initializers: { i: { dims: [], data: [3], type: 'int64' } }, attributes: { axis: 2 } },
  'Expand': { op: 'Expand', shape: [3, 1], initializers: { s: ints(2, 1, 4) } },
  'Tile': { op: 'Tile', shape: [2, 3], initializers: { r: ints(3, 2) } },
  'Pad at opset 9': { op: 'Pad', shape: map, attributes: { pads: [0, 0, 1, 2, 0, 0, 3, 0], value: real(0.5) }, opset: 9 },
  'Pad of channels': { op: 'Pad', shape: map, initializers: { p: ints(0, 1, 0, 0, 0, 2, 0, 0), v: tensor([], [-1.5]) } },
  'Pad reflect': { op: 'Pad', shape: map, initializers: { p: ints(0, 0, 2, 3, 0, 0, 1, 2) }, attributes: { mode: 'reflect' } },
  'Pad edge, and negative': { op: 'Pad', shape: map, initializers: { p: ints(0, 0, -2, 3, 0, 0, 1, -1) }, attributes: { mode: 'edge' } },
  'Pad with axes': { op: 'Pad', shape: map, initializers: { p: ints(1, 2), v: tensor([], [3]), a: ints(-1) }, opset: 18 },
  'ReduceMean over positions': { op: 'ReduceMean', shape: map, attributes: { axes: [2, 3], keepdims: 0 } },
  'ReduceMean over channels': { op: 'ReduceMean', shape: map, attributes: { axes: [1] } },
  'ReduceMean axes as input': { op: 'ReduceMean', shape: map, initializers: { a: ints(-1) }, opset: 18 },
  'ReduceMean over everything': { op: 'ReduceMean', shape: map },
  'ReduceSum axes as attribute': { op: 'ReduceSum', shape: map, attributes: { axes: [1, 3], keepdims: 0 }, opset: 12 },
  'ReduceSum axes as input': { op: 'ReduceSum', shape: map, initializers: { a: ints(1) } },
  'ReduceSum of nothing': { op: 'ReduceSum', shape: map, attributes: { noop_with_empty_axes: 1 } },
  'Where': { op: 'Where', shape: map, inputs: ['c', 'x', 'y0'], initializers: { c: { dims: [6], data: [1, 0, 1, 0, 0, 1], type: 'bool' }, y0: weights([1]) } },
  'Identity': { op: 'Identity', shape: map },
  'Dropout at opset 10': { op: 'Dropout', shape: map, attributes: { ratio: real(0.4) }, opset: 10 },
  'Dropout': { op: 'Dropout', shape: map, inputs: ['x', 'r'], initializers: { r: tensor([], [0.4]) }, attributes: { seed: 3 } },
  'Abs': { op: 'Abs', shape: map },
  'Ceil': { op: 'Ceil', shape: map },
  'Celu': { op: 'Celu', shape: map, attributes: { alpha: real(0.4) } },
  'Erf': { op: 'Erf', shape: map },
  'Exp': { op: 'Exp', shape: map },
  'Floor': { op: 'Floor', shape: map },
  'Gelu': { op: 'Gelu', shape: map, opset: 20 },
  'Gelu tanh': { op: 'Gelu', shape: map, attributes: { approximate: 'tanh' }, opset: 20 },
  'HardSwish': { op: 'HardSwish', shape: map },
  'Mish': { op: 'Mish', shape: map, opset: 18 },
  'Pow 2': { op: 'Pow', shape: map, initializers: { e: tensor([], [2]) } },
  'Pow 3': { op: 'Pow', shape: map, initializers: { e: tensor([1], [3]) } },
  'Round': { op: 'Round', shape: map },
  'Selu': { op: 'Selu', shape: map },
  'Selu with attributes': { op: 'Selu', shape: map, attributes: { alpha: real(0.7), gamma: real(1.5) } },
  'Shrink': { op: 'Shrink', shape: map, attributes: { bias: real(0.25), lambd: real(0.5) } },
  'Sign': { op: 'Sign', shape: map },
  'Softsign': { op: 'Softsign', shape: map },
  'ThresholdedRelu': { op: 'ThresholdedRelu', shape: map, attributes: { alpha: real(0.5) } },
  'Pow -2': { op: 'Pow', shape: map, initializers: { e: tensor([], [-2]) } },
  'Pow 1.5 of positive data': { op: 'Pow', shape: map, initializers: { e: tensor([], [1.5]) }, before: positiveData },
  'Pow -0.5 of positive data': { op: 'Pow', shape: map, initializers: { e: tensor([], [-0.5]) }, before: positiveData },
  'Pow per channel': { op: 'Pow', shape: map, initializers: { e: tensor([3, 1, 1], [0.5, 1, 2.25]) }, before: positiveData },
  'Pow per element': { op: 'Pow', shape: [1, 2, 3], initializers: { e: tensor([2, 3], [0, 1, 2, 3, 4, 5]) } },
  'Pow that grows the data': { op: 'Pow', shape: [3, 1], initializers: { e: tensor([2, 1, 4], [0, 1, 2, 3, 4, 5, 6, 2]) } },
  'Pow of a base': { op: 'Pow', shape: map, inputs: ['b', 'x'], initializers: { b: tensor([], [2.5]) } },
  'Pow of bases per channel': { op: 'Pow', shape: map, inputs: ['b', 'x'], initializers: { b: tensor([3, 1, 1], [2, 0.3, 1]) } },
  'Pow of data by data': { op: 'Pow', shape: map, inputs: ['x', 'input'], before: positiveData },
  'Pow of constants': {
    op: 'Mul', shape: map, inputs: ['x', 'p'], initializers: { b: tensor([3, 1, 1], [2, 0.3, 7]), e: tensor([3, 1, 1], [-3, 1.7, 2]) },
    before: [{ op: 'Pow', inputs: ['b', 'e'], outputs: ['p'] }, { op: 'Identity', inputs: ['input'], outputs: ['x'] }],
  },
  'Pow 1': { op: 'Pow', shape: map, initializers: { e: tensor([], [1]) } },
}; // prettier-ignore

describe('every operator agrees with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(3e-6);
  });
});

describe('Flatten', () => {
  it.each([0, 1, 2, 3, 4, -1, -2])('axis %i', async (axis) => {
    const flatten = oneOp({ op: 'Flatten', shape: [1, 2, 3, 4], attributes: { axis } });
    expect(await runtimeDifference(flatten)).toBe(0);
  });
});

describe('Squeeze and Unsqueeze take axes', () => {
  const attribute = { axes: [0, -2] };
  it.each([
    ['Squeeze, as attribute', { op: 'Squeeze', shape: [1, 3, 1, 2], attributes: attribute, opset: 11 }],
    ['Squeeze, as input', { op: 'Squeeze', shape: [1, 3, 1, 2], initializers: { axes: ints(0, -2) } }],
    ['Unsqueeze, as attribute', { op: 'Unsqueeze', shape: [3, 2], attributes: attribute, opset: 11 }],
    ['Unsqueeze, as input', { op: 'Unsqueeze', shape: [3, 2], initializers: { axes: ints(0, -2) } }],
  ])('%s', async (_, spec: OneOp) => {
    expect(await runtimeDifference(oneOp(spec))).toBe(0);
  });
});

describe('Clip', () => {
  const low = tensor([], [-0.5]);
  const high = tensor([], [0.75]);
  it.each([
    ['as attributes', { op: 'Clip', shape: [9], attributes: { min: real(-0.5), max: real(0.75) }, opset: 10 }],
    ['max as attribute', { op: 'Clip', shape: [9], attributes: { max: real(0.75) }, opset: 7 }],
    ['as inputs', { op: 'Clip', shape: [9], initializers: { low, high } }],
    ['min as input', { op: 'Clip', shape: [9], initializers: { low } }],
    ['min as the empty name', { op: 'Clip', shape: [9], inputs: ['x', '', 'high'], initializers: { high } }],
    ['max as the empty name', { op: 'Clip', shape: [9], inputs: ['x', 'low', ''], initializers: { low } }],
    ['no bounds', { op: 'Clip', shape: [9] }],
    ['a ReLU in disguise', { op: 'Clip', shape: [9], initializers: { zero: tensor([], [0]) } }],
  ])('%s', async (_, spec: OneOp) => {
    expect(await runtimeDifference(oneOp(spec))).toBe(0);
  });
});

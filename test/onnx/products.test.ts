import { describe, expect, it } from 'vitest';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { type NodeSpec, real } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';
import { worstViolation } from '../support/soundness.js';

/** The input, scaled and shifted element by element, as x, and a second tensor t made of it. */
function tensors(shape: readonly number[], second: readonly NodeSpec[]): Pick<OneOp, 'shape' | 'before' | 'initializers'> {
  const before = [
    { op: 'Mul', inputs: ['input', 'ramp'], outputs: ['scaled'] },
    { op: 'Add', inputs: ['scaled', 'ramp'], outputs: ['x'] },
    ...second,
  ];
  return { shape, before, initializers: { ramp: weights(shape, 5) } };
}

const relu = { op: 'Relu', inputs: ['x'], outputs: ['t'] };
const positive = { op: 'Softplus', inputs: ['x'], outputs: ['t'] };
const turned = (...perm: number[]): NodeSpec => ({ op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm } });
const scaleAndShift = (channels: number) => ({ s: weights([channels], 3), b: weights([channels], 4) });

function withParameters(spec: Pick<OneOp, 'shape' | 'before' | 'initializers'>, parameters: OneOp['initializers']) {
  return { ...spec, initializers: { ...spec.initializers, ...parameters } };
}

const cases: Readonly<Record<string, OneOp>> = {
  'Mul of two tensors': { op: 'Mul', inputs: ['x', 't'], ...tensors([1, 2, 3, 4], [relu]) },
  'Mul, broadcast': { op: 'Mul', inputs: ['x', 't'], ...tensors([1, 2, 3, 4], [{ op: 'ReduceMean', inputs: ['x'], outputs: ['t'], attributes: { axes: [2, 3] } }]) },
  'Mul with itself': { op: 'Mul', inputs: ['x', 'x'], ...tensors([1, 5], []) },
  'Mul with a turned copy': { op: 'Mul', inputs: ['x', 't'], ...tensors([1, 2, 3, 3], [turned(0, 1, 3, 2)]) },
  'Div of two tensors': { op: 'Div', inputs: ['x', 't'], ...tensors([1, 6], [positive]) },
  'Div of a constant': { op: 'Div', inputs: ['ramp', 't'], ...tensors([1, 6], [positive]) },
  'MatMul of two tensors': { op: 'MatMul', inputs: ['x', 't'], ...tensors([2, 3, 4], [turned(0, 2, 1)]) },
  'MatMul, broadcast': { op: 'MatMul', inputs: ['x', 't'], ...tensors([1, 2, 3, 4], [{ op: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: [1], keepdims: 0 } }, { op: 'Transpose', inputs: ['m'], outputs: ['t'], attributes: { perm: [0, 2, 1] } }]) },
  'MatMul of vectors': { op: 'MatMul', inputs: ['x', 't'], ...tensors([5], [relu]) },
  'Einsum of two tensors': { op: 'Einsum', inputs: ['x', 't'], attributes: { equation: 'bij,bkj->bik' }, ...tensors([2, 3, 4], [relu]), opset: 13 },
  'Gemm of two tensors': { op: 'Gemm', inputs: ['x', 't'], attributes: { transB: 1, alpha: real(0.5) }, ...tensors([3, 4], [relu]) },
  'Softmax': { op: 'Softmax', inputs: ['x'], attributes: { axis: 1 }, ...tensors([2, 4, 3], []), opset: 13 },
  'Softmax of two': { op: 'Softmax', inputs: ['x'], attributes: { axis: -1 }, ...tensors([3, 2], []), opset: 13 },
  'Softmax of one': { op: 'Softmax', inputs: ['x'], attributes: { axis: -1 }, ...tensors([3, 1], []), opset: 13 },
  'Softmax, old': { op: 'Softmax', inputs: ['x'], attributes: { axis: 1 }, ...tensors([2, 2, 3], []), opset: 11 },
  'LogSoftmax': { op: 'LogSoftmax', inputs: ['x'], attributes: { axis: 1 }, ...tensors([1, 4, 3], []), opset: 13 },
  'LogSoftmax of two': { op: 'LogSoftmax', inputs: ['x'], ...tensors([3, 2], []), opset: 13 },
  'LayerNormalization': { op: 'LayerNormalization', inputs: ['x', 's', 'b'], ...withParameters(tensors([1, 3, 4], []), scaleAndShift(4)), opset: 17 },
  'LayerNormalization over two axes': { op: 'LayerNormalization', inputs: ['x', 's'], attributes: { axis: 1, epsilon: real(0.1) }, ...withParameters(tensors([2, 3, 2], []), { s: weights([3, 2], 3) }), opset: 17 },
  'InstanceNormalization': { op: 'InstanceNormalization', inputs: ['x', 's', 'b'], attributes: { epsilon: real(0.01) }, ...withParameters(tensors([1, 2, 3, 3], []), scaleAndShift(2)) },
  'GroupNormalization': { op: 'GroupNormalization', inputs: ['x', 's', 'b'], attributes: { num_groups: 2, epsilon: real(0.01) }, ...withParameters(tensors([1, 4, 2, 2], []), scaleAndShift(4)), opset: 21 },
  'LRN': { op: 'LRN', inputs: ['x'], attributes: { size: 3, alpha: real(0.9), beta: real(0.75), bias: real(1.5) }, ...tensors([1, 5, 2, 3], []) },
  'LpPool': { op: 'LpPool', inputs: ['x'], attributes: { kernel_shape: [2, 2], strides: [2, 1], pads: [0, 1, 1, 0] }, ...tensors([1, 2, 4, 4], []) },
  'LpPool, p = 1': { op: 'LpPool', inputs: ['x'], attributes: { kernel_shape: [3], p: 1, dilations: [2] }, ...tensors([1, 2, 8], []), opset: 18 },
  'GlobalLpPool': { op: 'GlobalLpPool', inputs: ['x'], attributes: { p: 2 }, ...tensors([1, 3, 3, 2], []) },
  'LpNormalization': { op: 'LpNormalization', inputs: ['x'], attributes: { axis: 1 }, ...tensors([2, 4, 3], []) },
  'LpNormalization, p = 1': { op: 'LpNormalization', inputs: ['x'], attributes: { axis: -1, p: 1 }, ...tensors([2, 4], []) },
  'MeanVarianceNormalization': { op: 'MeanVarianceNormalization', inputs: ['x'], ...tensors([1, 2, 3, 3], []) },
}; // prettier-ignore

const after = [{ op: 'Relu', inputs: ['y'], outputs: ['output'] }];

describe('products of tensors and what is built from them', () => {
  it.each(Object.entries(cases))('%s agrees with ONNX Runtime', async (_, spec) => {
    expect(await runtimeDifference(oneOp({ ...spec, after }))).toBeLessThan(5e-6);
  });

  describe.each(['interval', 'crown-interval', 'cnn-cert'] as const)('%s bounds hold for', (method) => {
    it.each(Object.entries(cases))('%s', (name, spec) => {
      const graph = loadModel(oneOp({ ...spec, after }));
      const random = new Random(name.length);
      const centre = random.array(mapSize(graph.nodes[0]!.shape));
      const worst = (epsilon: number, relaxation: 'adaptive' | 'fastlin') => {
        const ball = { norm: random.pick(['linf', 'l2', 'l1'] as const), centre, epsilon, weights: null, clip: null };
        return worstViolation(graph, createWasmEngine(), ball, { method, relaxation, intersect: true }, random, 60);
      };
      // Division and normalisation need small balls; nothing may be wrong in any.
      for (const epsilon of [1e-3, 0.03, 0.2])
        expect(worst(epsilon, epsilon === 0.03 ? 'fastlin' : 'adaptive')).toEqual({ amount: 0, where: '' });
    });
  });
});

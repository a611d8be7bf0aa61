import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';

const volume = [1, 4, 5, 4, 6];
const kernel = { kernel_shape: [2, 3, 2] };

const cases: Readonly<Record<string, OneOp>> = {
  'Conv': { op: 'Conv', shape: volume, initializers: { w: weights([3, 4, 2, 3, 2]), b: weights([3]) } },
  'Conv strides, dilations, pads': { op: 'Conv', shape: volume, initializers: { w: weights([3, 4, 2, 2, 3]), b: weights([3]) }, attributes: { strides: [2, 1, 2], dilations: [2, 2, 1], pads: [1, 0, 1, 2, 1, 0] } },
  'Conv groups': { op: 'Conv', shape: volume, initializers: { w: weights([6, 2, 3, 2, 2]), b: weights([6]) }, attributes: { group: 2, auto_pad: 'SAME_UPPER' } },
  'Conv depthwise': { op: 'Conv', shape: volume, initializers: { w: weights([4, 1, 3, 1, 2]) }, attributes: { group: 4 } },
  'Conv after Conv': { op: 'Conv', shape: [1, 2, 4, 4, 4], inputs: ['h', 'w'], initializers: { w: weights([2, 3, 2, 2, 2]), v: weights([3, 2, 2, 2, 2]) }, before: [{ op: 'Conv', inputs: ['input', 'v'], outputs: ['h'] }] },
  'ConvTranspose': { op: 'ConvTranspose', shape: [1, 4, 2, 3, 2], initializers: { w: weights([4, 3, 3, 2, 2]), b: weights([3]) }, attributes: { strides: [2, 1, 2], pads: [1, 0, 0, 0, 1, 0], output_padding: [1, 0, 1] } },
  'ConvTranspose groups': { op: 'ConvTranspose', shape: [1, 4, 2, 2, 2], initializers: { w: weights([4, 1, 2, 2, 2]) }, attributes: { group: 2, strides: [3, 3, 3] } },
  'AveragePool': { op: 'AveragePool', shape: volume, attributes: kernel },
  'AveragePool pads': { op: 'AveragePool', shape: volume, attributes: { ...kernel, pads: [1, 1, 0, 0, 2, 1], strides: [2, 1, 2] } },
  'AveragePool pads that count, ceil_mode': { op: 'AveragePool', shape: volume, attributes: { ...kernel, pads: [1, 1, 1, 1, 1, 0], strides: [2, 2, 2], ceil_mode: 1, count_include_pad: 1 } },
  'MaxPool': { op: 'MaxPool', shape: volume, attributes: { ...kernel, pads: [1, 1, 0, 0, 2, 1], strides: [2, 1, 3], dilations: [2, 1, 1] } },
  'GlobalAveragePool': { op: 'GlobalAveragePool', shape: volume },
  'GlobalMaxPool': { op: 'GlobalMaxPool', shape: volume },
  'BatchNormalization': { op: 'BatchNormalization', shape: volume, initializers: { s: weights([4]), b: weights([4]), m: weights([4]), v: { dims: [4], data: [1, 2, 3, 4] } } },
}; // prettier-ignore

describe('operators on volumes agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(3e-6);
  });

  it('two convolutions in a row need no gather between them', () => {
    const graph = loadModel(oneOp(cases['Conv after Conv'] ?? { op: '', shape: [] }));
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'conv', 'conv']);
  });
});

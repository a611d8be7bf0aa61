import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';

const map = [1, 4, 3, 4];
const filters = { w: weights([4, 3, 3, 2]), b: weights([3]) };

function transposed(attributes: OneOp['attributes'], initializers: OneOp['initializers'] = filters): OneOp {
  return { op: 'ConvTranspose', shape: map, initializers, ...(attributes && { attributes }) };
}

const cases: Readonly<Record<string, OneOp>> = {
  'plain': transposed({}),
  'without bias': transposed({}, { w: weights([4, 2, 1, 1]) }),
  'strides': transposed({ strides: [2, 3] }),
  'strides beyond the kernel': transposed({ strides: [4, 5] }),
  'asymmetric pads': transposed({ strides: [2, 2], pads: [1, 0, 2, 1] }),
  'pads beyond the kernel': transposed({ pads: [1, 2, 1, 1] }, { w: weights([4, 2, 1, 2]) }),
  'output_padding': transposed({ strides: [2, 3], output_padding: [1, 2], pads: [1, 1, 0, 0] }),
  'output_shape': transposed({ strides: [3, 3], output_shape: [10, 13] }),
  'output_shape, SAME_LOWER': transposed({ strides: [3, 3], output_shape: [8, 11], auto_pad: 'SAME_LOWER' }),
  'output_shape, SAME_UPPER': transposed({ strides: [3, 3], output_shape: [8, 11], auto_pad: 'SAME_UPPER' }),
  'SAME_UPPER': transposed({ strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  'SAME_LOWER': transposed({ strides: [2, 1], auto_pad: 'SAME_LOWER' }),
  'VALID': transposed({ strides: [2, 1], auto_pad: 'VALID' }),
  'dilations': transposed({ strides: [2, 1], dilations: [2, 3], pads: [1, 1, 1, 1] }),
  'groups': transposed({ group: 2, strides: [2, 2] }, { w: weights([4, 3, 2, 2]), b: weights([6]) }),
  'depthwise': transposed({ group: 4, strides: [2, 2], pads: [1, 1, 1, 1] }, { w: weights([4, 1, 4, 4]) }),
  '1-D': { op: 'ConvTranspose', shape: [1, 3, 5], initializers: { w: weights([3, 2, 4]), b: weights([2]) }, attributes: { strides: [2], pads: [1, 1] } },
}; // prettier-ignore

describe('ConvTranspose agrees with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(3e-6);
  });
});

describe('ConvTranspose', () => {
  it('without strides is one convolution', () => {
    expect(loadModel(oneOp(transposed({}))).nodes.map(({ kind }) => kind)).toEqual(['input', 'conv']);
  });

  it.each([
    ['both pads and auto_pad', { auto_pad: 'SAME_UPPER', pads: [1, 1, 1, 1] }, 'both auto_pad'],
    ['pads that leave nothing', { pads: [5, 0, 5, 0] }, 'an output of'],
    ['a kernel_shape unlike W', { kernel_shape: [2, 2] }, 'a kernel [3, 2]'],
    ['groups that do not fit', { group: 3 }, 'with group 3'],
  ])('%s is refused', (_, attributes, reason) => {
    expect(() => loadModel(oneOp(transposed(attributes)))).toThrow(reason);
  });
});

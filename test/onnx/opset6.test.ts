import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { tensor } from '../support/onnx-writer.js';

const map = [1, 3, 4, 5];
const statistics = { scale: weights([3]), shift: weights([3], 3), mean: weights([3], 4), variance: tensor([3], [0.5, 2, 1.25]) };

/** The runtime knows these meanings only from their spelling in opset 7. */
const equals: Readonly<Record<string, readonly [OneOp, OneOp]>> = {
  'Add with the default axis': [
    { op: 'Add', shape: map, initializers: { c: weights([4, 5]) }, attributes: { broadcast: 1 } },
    { op: 'Add', shape: map, initializers: { c: weights([4, 5]) } },
  ],
  'Mul at an axis': [
    { op: 'Mul', shape: map, initializers: { c: weights([3]) }, attributes: { broadcast: 1, axis: 1 } },
    { op: 'Mul', shape: map, initializers: { c: weights([3, 1, 1]) } },
  ],
  'Sub at a negative axis': [
    { op: 'Sub', shape: map, initializers: { c: weights([3, 4]) }, attributes: { broadcast: 1, axis: -3 } },
    { op: 'Sub', shape: map, initializers: { c: weights([3, 4, 1]) } },
  ],
  'PRelu per channel': [
    { op: 'PRelu', shape: map, initializers: { s: weights([3]) } },
    { op: 'PRelu', shape: map, initializers: { s: weights([3, 1, 1]) } },
  ],
  'BatchNormalization': [
    { op: 'BatchNormalization', shape: map, initializers: statistics, attributes: { is_test: 1 } },
    { op: 'BatchNormalization', shape: map, initializers: statistics },
  ],
  'Gemm': [
    { op: 'Gemm', shape: [1, 3], initializers: { w: weights([3, 2]), b: weights([2]) }, attributes: { broadcast: 1 } },
    { op: 'Gemm', shape: [1, 3], initializers: { w: weights([3, 2]), b: weights([2]) } },
  ],
}; // prettier-ignore

describe('operators of opset 6', () => {
  it.each(Object.entries(equals))('%s', async (_, [old, current]) => {
    const nodes = (spec: OneOp, opset: number) => JSON.stringify(loadModel(oneOp({ ...spec, opset })).nodes);
    expect(nodes(old, 6)).toBe(nodes(current, 7));
    expect(await runtimeDifference(oneOp({ ...current, opset: 7 }))).toBeLessThan(3e-6);
  });

  it.each([
    ['Add', { op: 'Add', shape: map, initializers: { c: weights([4, 5]) } }, 'shapes differ without broadcast = 1'],
    ['Mul', { op: 'Mul', shape: map, initializers: { c: weights([3]) }, attributes: { broadcast: 1, axis: 4 } }, 'axis 4 of [1, 3, 4, 5] does not fit [3]'],
    ['BatchNormalization', { op: 'BatchNormalization', shape: map, initializers: statistics }, 'training mode (is_test = 0)'],
    ['Dropout', { op: 'Dropout', shape: map }, 'training mode (is_test = 0)'],
  ] as const)('%s is refused where it cannot be meant', (_, spec: OneOp, reason) => {
    expect(() => loadModel(oneOp({ ...spec, opset: 6 }))).toThrow(reason);
  }); // prettier-ignore
});

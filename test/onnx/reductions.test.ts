import { describe, expect, it } from 'vitest';
import { type OneOp, oneOp, runtimeDifference } from '../support/onnx-runtime.js';
import { ints } from '../support/onnx-writer.js';

const map = [1, 3, 4, 5];
/** A positive tensor. */
const before = [{ op: 'Softplus', inputs: ['input'], outputs: ['x'] }];

const cases: Readonly<Record<string, OneOp>> = {
  'ReduceL1': { op: 'ReduceL1', shape: map, attributes: { axes: [1], keepdims: 0 } },
  'ReduceL1 axes as input': { op: 'ReduceL1', shape: map, initializers: { a: ints(2, 3) }, opset: 18 },
  'ReduceL2': { op: 'ReduceL2', shape: map, attributes: { axes: [2, 3] } },
  'ReduceSumSquare': { op: 'ReduceSumSquare', shape: map, attributes: { axes: [-1] } },
  'ReduceLogSum': { op: 'ReduceLogSum', shape: map, before, inputs: ['x'], attributes: { axes: [1] } },
  'ReduceLogSumExp': { op: 'ReduceLogSumExp', shape: map, attributes: { axes: [1, 3] } },
}; // prettier-ignore

describe('norms and logarithms of sums agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(3e-6);
  });
});

import { describe, expect, it } from 'vitest';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { ints, tensor } from '../support/onnx-writer.js';

const map = [1, 3, 4, 6];
const indices = (dims: readonly number[], ...data: number[]) => ({ dims, data, type: 'int64' }) as const;
const bools = (...data: number[]) => ({ dims: [data.length], data, type: 'bool' }) as const;

/** Operators that move, drop, repeat or replace elements; and masks and sums with constant patterns. */
const cases: Readonly<Record<string, OneOp>> = {
  'DepthToSpace': { op: 'DepthToSpace', shape: [1, 8, 2, 3], attributes: { blocksize: 2 } },
  'DepthToSpace CRD': { op: 'DepthToSpace', shape: [1, 8, 2, 3], attributes: { blocksize: 2, mode: 'CRD' } },
  'DepthToSpace at opset 10, batch of two': { op: 'DepthToSpace', shape: [2, 9, 2, 1], attributes: { blocksize: 3 }, opset: 10 },
  'SpaceToDepth': { op: 'SpaceToDepth', shape: map, attributes: { blocksize: 2 } },
  'GatherElements': { op: 'GatherElements', shape: [3, 4], initializers: { i: indices([2, 3], 0, -1, 2, 1, 0, -3) } },
  'GatherElements along the last axis': { op: 'GatherElements', shape: map, initializers: { i: indices([1, 2, 1, 2], 5, 0, -1, 3) }, attributes: { axis: -1 } },
  'GatherND of elements': { op: 'GatherND', shape: [2, 3], initializers: { i: indices([2, 2], 0, -1, 1, 0) } },
  'GatherND of slices': { op: 'GatherND', shape: map, initializers: { i: indices([2, 1, 2], 0, 2, 0, 0) } },
  'GatherND with batch_dims': { op: 'GatherND', shape: [2, 3, 4], initializers: { i: indices([2, 1], 2, 0) }, attributes: { batch_dims: 1 } },
  'ScatterElements': { op: 'ScatterElements', shape: [3, 3], initializers: { i: indices([2, 3], 1, 0, 2, 0, -1, 1), u: weights([2, 3]) } },
  'ScatterElements along axis 1': { op: 'ScatterElements', shape: [1, 5], initializers: { i: indices([1, 2], 1, 3), u: weights([1, 2]) }, attributes: { axis: 1 } },
  'ScatterND': { op: 'ScatterND', shape: [4, 3], initializers: { i: indices([2, 1], 2, 0), u: weights([2, 3]) } },
  'Compress along an axis': { op: 'Compress', shape: [2, 3, 2], initializers: { c: bools(1, 0, 1) }, attributes: { axis: 1 } },
  'Compress of elements': { op: 'Compress', shape: [2, 3], initializers: { c: bools(0, 1, 0, 0, 1) } },
  'ReverseSequence': { op: 'ReverseSequence', shape: [4, 3, 2], initializers: { n: ints(1, 4, 3) } },
  'ReverseSequence, batch first': { op: 'ReverseSequence', shape: [2, 4], initializers: { n: ints(3, 2) }, attributes: { batch_axis: 0, time_axis: 1 } },
  'CenterCropPad': { op: 'CenterCropPad', shape: map, initializers: { s: ints(7, 3) }, attributes: { axes: [2, 3] }, opset: 18 },
  'CenterCropPad of all axes': { op: 'CenterCropPad', shape: [3, 4], initializers: { s: ints(4, 1) }, opset: 18 },
  'Trilu': { op: 'Trilu', shape: [2, 3, 4] },
  'Trilu lower, k': { op: 'Trilu', shape: [3, 4], initializers: { k: { dims: [], data: [-1], type: 'int64' } }, attributes: { upper: 0 } },
  'CumSum': { op: 'CumSum', shape: [2, 3, 2], initializers: { a: { dims: [], data: [1], type: 'int64' } } },
  'CumSum exclusive and reverse': { op: 'CumSum', shape: [2, 4], initializers: { a: { dims: [], data: [-1], type: 'int64' } }, attributes: { exclusive: 1, reverse: 1 } },
  'CastLike': { op: 'CastLike', shape: [2], initializers: { t: tensor([], [0]) } },
  'Mean': { op: 'Mean', shape: map, inputs: ['x', 'a', 'x'], initializers: { a: weights([3, 1, 1]) } },
  'Mean of one': { op: 'Mean', shape: map },
  'Pad wrap': { op: 'Pad', shape: map, initializers: { p: ints(0, 0, 2, 1, 0, 0, 1, 3) }, attributes: { mode: 'wrap' }, opset: 19 },
}; // prettier-ignore

describe('operators that re-order agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(1e-6);
  });

  it('EyeLike: only the shape of its input counts', async () => {
    const eye: OneOp = {
      op: 'EyeLike',
      shape: [2, 3],
      attributes: { k: 1 },
      after: [{ op: 'Add', inputs: ['y', 'x'], outputs: ['output'] }],
    };
    expect(await runtimeDifference(oneOp(eye))).toBeLessThan(1e-6);
  });
});

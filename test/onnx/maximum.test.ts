import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { ints, tensor } from '../support/onnx-writer.js';

const map = [1, 3, 4, 5];
const other = [{ op: 'Conv', inputs: ['input', 'w'], outputs: ['x'] }];
const filters = { w: weights([3, 3, 1, 1]) };

const cases: Readonly<Record<string, OneOp>> = {
  'ReduceMax over positions': { op: 'ReduceMax', shape: map, attributes: { axes: [2, 3] } },
  'ReduceMax over channels': { op: 'ReduceMax', shape: map, attributes: { axes: [1], keepdims: 0 } },
  'ReduceMax over everything': { op: 'ReduceMax', shape: map },
  'ReduceMax axes as input': { op: 'ReduceMax', shape: map, initializers: { a: ints(-1) }, opset: 18 },
  'ReduceMin': { op: 'ReduceMin', shape: map, attributes: { axes: [1, 3] } },
  'Max of two': { op: 'Max', shape: map, inputs: ['input', 'x'], initializers: filters, before: other },
  'Min of three and a constant': { op: 'Min', shape: map, inputs: ['x', 'input', 'c', 'x'], initializers: { ...filters, c: tensor([1], [0.25]) }, before: other },
  'Max, broadcast': { op: 'Max', shape: [1, 3, 4, 5], inputs: ['input', 'm'], before: [{ op: 'ReduceMean', inputs: ['input'], outputs: ['m'], attributes: { axes: [2, 3] } }] },
  'Max of x and x': { op: 'Max', shape: [4], inputs: ['x', 'x'] },
}; // prettier-ignore

describe('maxima of data agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(1e-6);
  });

  it('over a whole map are a max-pool without a gather', () => {
    const graph = loadModel(
      oneOp({ op: 'ReduceMax', shape: map, attributes: { axes: [2, 3] }, initializers: filters, inputs: ['x'], before: other }),
    );
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'conv', 'max-pool']);
  });
});

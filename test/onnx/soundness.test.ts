import { describe, expect, it } from 'vitest';
import type { Method } from '../../src/bounds/bounder.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, weights } from '../support/onnx-runtime.js';
import { ints, tensor } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';
import { worstViolation } from '../support/soundness.js';

/** Each operator between two ReLUs (after a convolution with bias), so that its windows are read from both sides. */
const cases: Readonly<Record<string, OneOp>> = {
  'ConvTranspose, output_padding': { op: 'ConvTranspose', shape: [1, 2, 3, 4], initializers: { w: weights([2, 3, 3, 2]), b: weights([3]) }, attributes: { strides: [2, 3], output_padding: [1, 2], pads: [1, 1, 0, 0] } },
  'ConvTranspose, strides beyond the kernel': { op: 'ConvTranspose', shape: [1, 2, 3, 3], initializers: { w: weights([2, 1, 2, 2]) }, attributes: { strides: [3, 4], group: 2 } },
  'ConvTranspose without strides': { op: 'ConvTranspose', shape: [1, 2, 3, 3], initializers: { w: weights([2, 2, 3, 3]) }, attributes: { pads: [1, 1, 0, 2] } },
  'Resize linear': { op: 'Resize', shape: [1, 2, 3, 4], inputs: ['x', '', 's'], initializers: { s: tensor([4], [1, 1, 1.5, 2]) }, attributes: { mode: 'linear' } },
  'Resize cubic': { op: 'Resize', shape: [1, 2, 3, 4], inputs: ['x', '', 's'], initializers: { s: tensor([4], [1, 1, 2, 0.75]) }, attributes: { mode: 'cubic' } },
  'Resize nearest': { op: 'Resize', shape: [1, 2, 3, 3], inputs: ['x', '', 's'], initializers: { s: tensor([4], [1, 1, 2, 2]) } },
  'Conv of a volume': { op: 'Conv', shape: [1, 2, 3, 3, 4], initializers: { w: weights([2, 2, 2, 2, 3]), b: weights([2]) }, attributes: { pads: [1, 0, 1, 0, 1, 1], strides: [2, 1, 1] } },
  'MaxPool of a volume': { op: 'MaxPool', shape: [1, 2, 3, 3, 4], attributes: { kernel_shape: [2, 2, 2], pads: [1, 0, 0, 0, 1, 1] } },
  'AveragePool of a volume': { op: 'AveragePool', shape: [1, 2, 3, 3, 4], attributes: { kernel_shape: [2, 2, 3], pads: [1, 0, 1, 0, 1, 1], strides: [2, 1, 2] } },
  'ReduceMin': { op: 'ReduceMin', shape: [1, 3, 2, 4], attributes: { axes: [1, 3] } },
  'Max of data and a turned copy': { op: 'Max', shape: [1, 2, 3, 3], inputs: ['x', 't'], before: [{ op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm: [0, 1, 3, 2] } }] },
  'DepthToSpace': { op: 'DepthToSpace', shape: [1, 8, 2, 2], attributes: { blocksize: 2 } },
  'QuantizeLinear and back, per channel': { op: 'QuantizeLinear', shape: [1, 2, 3, 4], inputs: ['x', 's'], initializers: { s: tensor([2], [0.25, 0.125]) }, attributes: { axis: 1 }, after: [{ op: 'DequantizeLinear', inputs: ['y', 's'], outputs: ['z'], attributes: { axis: 1 } }] },
  'QLinearConv': { op: 'QLinearConv', shape: [1, 2, 3, 4], inputs: ['q', 's', 'zero', 'w', 's', 'zero', 't', 'zero'], initializers: { s: tensor([], [0.125]), t: tensor([], [0.5]), zero: { dims: [], data: [100], type: 'uint8' }, w: { dims: [2, 2, 2, 2], data: [99, 90, 101, 120, 110, 108, 90, 93, 100, 105, 98, 101, 107, 99, 92, 104], type: 'uint8' } }, attributes: { pads: [1, 1, 0, 0] }, before: [{ op: 'QuantizeLinear', inputs: ['x', 's', 'zero'], outputs: ['q'] }], after: [{ op: 'DequantizeLinear', inputs: ['y', 't', 'zero'], outputs: ['z'] }] },
  'Where by a comparison': { op: 'Where', shape: [1, 6], inputs: ['c', 'x', 'w'], initializers: { w: weights([6]), v: weights([1, 6], 9) }, before: [{ op: 'Greater', inputs: ['x', 'v'], outputs: ['c'] }] },
  'CumSum': { op: 'CumSum', shape: [1, 6], initializers: { a: ints(1) } },
}; // prettier-ignore

function network({ before = [], after: rest = [], ...spec }: OneOp): Uint8Array {
  const ramp = weights(spec.shape, 5);
  const first = [
    { op: 'Mul', inputs: ['input', 'ramp'], outputs: ['scaled'] },
    { op: 'Add', inputs: ['scaled', 'ramp'], outputs: ['shifted'] },
    { op: 'Relu', inputs: ['shifted'], outputs: ['x'] },
  ];
  const inputs = spec.inputs ?? ['x', ...Object.keys(spec.initializers ?? {})];
  const after = [...rest, { op: 'Relu', inputs: [rest.length > 0 ? 'z' : 'y'], outputs: ['output'] }];
  return oneOp({ ...spec, inputs, initializers: { ...spec.initializers, ramp }, before: [...first, ...before], after });
}

describe.each(['interval', 'crown-interval', 'cnn-cert'] as Method[])('%s bounds hold for', (method) => {
  it.each(Object.entries(cases))('%s', (name, spec) => {
    const graph = loadModel(network(spec));
    const random = new Random(name.length);
    const centre = random.array(mapSize(graph.nodes[0]?.shape ?? { height: 0, width: 0, channels: 0 }));
    const ball = { norm: random.pick(['linf', 'l2', 'l1'] as const), centre, epsilon: 0.4, weights: null, clip: null };
    const options = { method, relaxation: 'adaptive', intersect: true } as const;
    expect(worstViolation(graph, createWasmEngine(), ball, options, random, 60)).toEqual({ amount: 0, where: '' });
  });
});

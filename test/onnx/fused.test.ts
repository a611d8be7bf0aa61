import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { runtimeDifference, weights } from '../support/onnx-runtime.js';
import { type AttributeSpec, model, real, reals, type TensorSpec } from '../support/onnx-writer.js';

interface Fused {
  readonly op: string;
  readonly shape: readonly number[];
  readonly inputs?: readonly string[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
}

function bytesOf({ op, shape, initializers = {}, attributes = {}, ...spec }: Fused): Uint8Array {
  const node = { op, domain: 'com.microsoft', inputs: spec.inputs ?? ['x', ...Object.keys(initializers)], outputs: ['y'], attributes };
  return model({ inputs: [{ name: 'x', shape }], outputs: ['y'], initializers, nodes: [node], domains: ['com.microsoft'] });
}

const layer = { w: weights([3, 3, 2, 2]), b: weights([3], 3) };
const dense = { w: weights([4, 3]), c: weights([3], 3) };
const image = [1, 3, 4, 5];

const cases: Readonly<Record<string, Fused>> = {
  'FusedConv, Relu': { op: 'FusedConv', shape: image, initializers: layer, attributes: { activation: 'Relu', pads: [1, 0, 0, 1] } },
  'FusedConv, LeakyRelu': { op: 'FusedConv', shape: image, initializers: layer, attributes: { activation: 'LeakyRelu', activation_params: reals(0.3) } },
  'FusedConv, Clip': { op: 'FusedConv', shape: image, initializers: layer, attributes: { activation: 'Clip', activation_params: reals(-0.25, 0.5) } },
  'FusedConv, HardSigmoid': { op: 'FusedConv', shape: image, initializers: layer, attributes: { activation: 'HardSigmoid', activation_params: reals(0.3, 0.4) } },
  'FusedConv with a residual': { op: 'FusedConv', shape: image, inputs: ['x', 'w', 'b', 'x'], initializers: { w: weights([3, 3, 3, 3]), b: weights([3]) }, attributes: { activation: 'Relu', pads: [1, 1, 1, 1] } },
  'FusedGemm, Tanh': { op: 'FusedGemm', shape: [2, 4], initializers: dense, attributes: { activation: 'Tanh', alpha: real(0.5), beta: real(2) } },
  'FusedGemm, LeakyRelu': { op: 'FusedGemm', shape: [1, 4], initializers: dense, attributes: { activation: 'LeakyRelu', activation_alpha: real(0.2) } },
  'FusedMatMul': { op: 'FusedMatMul', shape: [4, 2], initializers: { w: weights([3, 4]) }, attributes: { transA: 1, transB: 1, alpha: real(-0.75) } },
  'Gelu': { op: 'Gelu', shape: [2, 9] },
  'QuickGelu': { op: 'QuickGelu', shape: [2, 9], attributes: { alpha: real(1.5) } },
}; // prettier-ignore

describe('fused operators agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(bytesOf(spec))).toBeLessThan(2e-6);
  });

  it('refuse other activations', () => {
    const spec: Fused = { op: 'FusedGemm', shape: [1, 4], initializers: dense, attributes: { activation: 'Softmax' } };
    expect(() => loadModel(bytesOf(spec))).toThrow(`activation 'Softmax'`);
  });
});

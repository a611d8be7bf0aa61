import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';
import { tensor } from '../support/onnx-writer.js';

const bytes = (dims: readonly number[], ...data: number[]) => ({ dims, data, type: 'int8' }) as const;
const quantized = bytes([2, 3], -128, 3, 127, 0, -7, 50);

/** A dense layer with weights that pass through the given nodes. */
function layer(nodes: OneOp['before'], initializers: OneOp['initializers'], opset = 13): OneOp {
  return {
    op: 'MatMul',
    shape: [1, 2],
    inputs: ['input', 'w'],
    opset,
    ...(nodes && { before: nodes }),
    ...(initializers && { initializers }),
  };
}

const dequantize = (inputs: readonly string[], attributes = {}) => ({ op: 'DequantizeLinear', inputs, outputs: ['w'], attributes });
const quantize = (inputs: readonly string[], attributes = {}) => ({ op: 'QuantizeLinear', inputs, outputs: ['q'], attributes });

const cases: Readonly<Record<string, OneOp>> = {
  'DequantizeLinear': layer([dequantize(['q', 's'])], { q: quantized, s: tensor([], [0.02]) }),
  'DequantizeLinear at opset 10': layer([dequantize(['q', 's', 'z'])], { q: quantized, s: tensor([], [0.02]), z: bytes([], 5) }, 10),
  'DequantizeLinear along the default axis': layer([dequantize(['q', 's', 'z'])], { q: quantized, s: tensor([3], [0.02, 0.5, 1]), z: bytes([3], 5, -1, 0) }),
  'DequantizeLinear along axis 0': layer([dequantize(['q', 's'], { axis: 0 })], { q: quantized, s: tensor([2], [0.02, 0.5]) }),
  'DequantizeLinear in blocks': layer([dequantize(['q', 's'], { axis: 1, block_size: 2 })], { q: quantized, s: tensor([2, 2], [0.02, 0.5, 1, 2]) }, 21),
  'QuantizeLinear and back': layer([quantize(['f', 's', 'z']), dequantize(['q', 's', 'z'])], { f: weights([2, 3]), s: tensor([], [0.007]), z: bytes([], 5) }),
  'QuantizeLinear to uint8, per axis': layer([quantize(['f', 's'], { axis: 1 }), dequantize(['q', 's'])], { f: tensor([2, 3], [0.5, 1.5, 2.5, -1, 3.5, 300]), s: tensor([3], [1, 1, 0.25]) }),
}; // prettier-ignore

describe('quantized weights agree with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(1e-6);
  });
});

describe('quantization', () => {
  it('with scales that do not fit is refused', () => {
    expect(() => loadModel(oneOp(layer([dequantize(['q', 's'])], { q: quantized, s: tensor([2], [1, 2]) })))).toThrow(
      'a scale [2] along axis 1',
    );
  });
});

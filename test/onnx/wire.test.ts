import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { decodeModel } from '../../src/onnx/messages.js';
import { decodeTensor } from '../../src/onnx/tensor-data.js';
import { oneOp, weights } from '../support/onnx-runtime.js';
import { model, rawBytes, type TensorSpec, type TensorType } from '../support/onnx-writer.js';

const bytes = oneOp({ op: 'Conv', shape: [1, 2, 4, 4], initializers: { w: weights([3, 2, 2, 2]), b: weights([3]) } });

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ModelError) return error.code;
    throw error;
  }
  return 'none';
}

function decodeOne(spec: TensorSpec): number[] {
  const file = model({ inputs: [], outputs: ['t'], initializers: { t: spec }, nodes: [] });
  const [tensor] = decodeModel(file).graph.initializers;
  return tensor === undefined ? [] : [...decodeTensor(tensor).data];
}

describe('damaged files', () => {
  it('cut at any byte are a ModelError, never another exception', () => {
    const codes = new Set(Array.from(bytes.subarray(0, -1), (_, length) => codeOf(() => loadModel(bytes.subarray(0, length)))));
    expect([...codes].filter((code) => !['MODEL_PARSE', 'OPSET'].includes(code))).toEqual([]);
  });

  it('with any byte changed load or are a ModelError', () => {
    const failures: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.with(i, (bytes[i] ?? 0) ^ 0x55);
      try {
        loadModel(changed);
      } catch (error) {
        if (!(error instanceof ModelError)) failures.push(i);
      }
    }
    expect(failures).toEqual([]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0123\n')],
    ['zeros', new Uint8Array(64)],
  ])('that are %s are no model', (_, file) => {
    expect(codeOf(() => loadModel(file))).toBe('MODEL_PARSE');
  });
});

describe('tensor data', () => {
  const values: Readonly<Record<TensorType, readonly number[]>> = {
    float: [1.5, -0.25, Math.fround(0.1)],
    double: [1.5, -0.25, 0.1],
    float16: [0x3e00, 0xb400, 0x0001],
    bfloat16: [0x3fc0, 0xbe80, 0x0001],
    int8: [1, -2, 127],
    uint8: [1, 2, 255],
    int16: [1, -2, 32767],
    uint16: [1, 2, 65535],
    int32: [1, -2, 2147483647],
    uint32: [1, 2, 4294967295],
    int64: [1, -2, 2 ** 53],
    uint64: [1, 2, 2 ** 53],
    bool: [1, 0, 1],
  };
  const halves: Readonly<Partial<Record<TensorType, readonly number[]>>> = {
    float16: [1.5, -0.25, 2 ** -24],
    bfloat16: [1.5, -0.25, 2 ** -133],
  };
  const combinations = (['raw', 'typed', 'unpacked'] as const).flatMap((storage) =>
    (Object.keys(values) as TensorType[]).map((type) => [type, storage] as const),
  );

  it.each(combinations)('of type %s, %s', (type, storage) => {
    expect(decodeOne({ dims: [3], data: values[type], type, storage })).toEqual(halves[type] ?? values[type]);
  });

  it('of float16 keeps infinities and subnormals apart', () => {
    expect(decodeOne({ dims: [4], data: [0x7c00, 0xfc00, 0x03ff, 0x8000], type: 'float16' })).toEqual([
      Infinity,
      -Infinity,
      1023 * 2 ** -24,
      -0,
    ]);
  });

  it.each(['raw', 'typed'] as const)(
    'of float, longer than a piece that is converted at once, is exact to the last element: %s',
    (storage) => {
      const data = Float32Array.from({ length: 2 * 2 ** 14 + 3 }, (_, i) =>
        i % 7 === 0 ? 2 ** -149 * i : Math.sin(i) * 2 ** ((i % 250) - 125),
      );
      expect(decodeOne({ dims: [data.length], data, storage })).toEqual(Array.from(data));
    },
  );

  it('of another length than the shape says is an error', () => {
    expect(codeOf(() => decodeOne({ dims: [4], data: [1, 2, 3] }))).toBe('TENSOR_DATA');
  });

  it('is a view into the file until it is decoded', () => {
    const [tensor] = decodeModel(bytes).graph.initializers;
    expect(tensor?.raw?.buffer).toBe(bytes.buffer);
  });
});

describe('external data', () => {
  const data = [1, 2, 3, 4];
  const external = { location: 'weights.bin', offset: 8, length: 16 };
  const file = oneOp({ op: 'Add', shape: [4], initializers: { c: { dims: [4], data: [], external } } });

  it('is asked for by location, offset and length', () => {
    const asked: unknown[] = [];
    const graph = loadModel(file, {
      readExternal: (...request) => {
        asked.push(request);
        return rawBytes(data, 'float');
      },
    });
    const [, node] = graph.nodes;
    expect([asked, node?.kind === 'affine' ? [...(node.shift ?? [])] : []]).toEqual([[['weights.bin', 8, 16]], data]);
  });

  it('that nobody can read is an error', () => {
    expect(codeOf(() => loadModel(file))).toBe('EXTERNAL_DATA');
  });

  it('of another length is an error', () => {
    expect(codeOf(() => loadModel(file, { readExternal: () => new Uint8Array(12) }))).toBe('EXTERNAL_DATA');
  });
});

describe('element types that cannot be read', () => {
  it('are named', () => {
    const strings = { dims: [1], data: [], type: 'float' as const };
    const initializer = model({ inputs: [{ name: 'x', shape: [1] }], outputs: ['y'], initializers: { c: strings }, nodes: [] });
    const [tensor] = decodeModel(initializer).graph.initializers;
    if (tensor === undefined) throw new Error('no tensor');
    expect(() => decodeTensor({ ...tensor, dataType: 17 })).toThrow(`Tensor 'c' has element type float8e4m3fn, which is not supported.`);
  });
});

import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import type { Graph } from '../../src/graph/graph.js';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { loadOne, oneOp, randomInput, runRuntime, runtimeDifference, weights, worstDifference } from '../support/onnx-runtime.js';
import { type AttributeSpec, ints, model, type NodeSpec, real, reals, tensor, type TensorSpec } from '../support/onnx-writer.js';

const TOLERANCE = 3e-6;

function kinds(graph: Graph): string {
  return graph.nodes.map((node) => node.kind).join(' ');
}

function errorOf(bytes: Uint8Array, options: LoadOptions = {}): ModelError {
  try {
    loadModel(bytes, options);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

const conv = (input: string, output: string, w: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op: 'Conv',
  inputs: [input, w],
  outputs: [output],
  attributes,
});
const relu = (input: string, output: string): NodeSpec => ({ op: 'Relu', inputs: [input], outputs: [output] });
const unary = (op: string, input: string, output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs: [input],
  outputs: [output],
  attributes,
});
const binary = (op: string, a: string, b: string, output: string): NodeSpec => ({ op, inputs: [a, b], outputs: [output] });

function chain(
  shape: readonly (number | string)[],
  initializers: Readonly<Record<string, TensorSpec>>,
  nodes: readonly NodeSpec[],
): Uint8Array {
  return model({ inputs: [{ name: 'x', shape }], outputs: ['y'], initializers, nodes });
}

describe('normalisation in the graph', () => {
  const mean = tensor([1, 3, 1, 1], [0.485, 0.456, 0.406]);
  const std = tensor([1, 3, 1, 1], [0.229, 0.224, 0.225]);
  const normalise = [binary('Sub', 'x', 'mean', 'a'), binary('Div', 'a', 'std', 'b')];

  it('is folded into a convolution without padding', async () => {
    const bytes = chain([1, 3, 6, 6], { mean, std, w: weights([2, 3, 3, 3]) }, [...normalise, conv('b', 'y', 'w')]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv', true]);
  });

  it('stays an affine per channel before a padded convolution', async () => {
    const bytes = chain([1, 3, 6, 6], { mean, std, w: weights([2, 3, 3, 3]) }, [...normalise, conv('b', 'y', 'w', { pads: [1, 1, 1, 1] })]);
    const [, affine] = loadModel(bytes).nodes;
    const length = affine?.kind === 'affine' ? affine.scale?.length : 0;
    expect([length, (await runtimeDifference(bytes)) < TOLERANCE]).toEqual([3, true]);
  });

  it('is folded into a dense layer', async () => {
    const bytes = chain([1, 3, 2, 2], { mean, std, w: weights([12, 4]) }, [
      ...normalise,
      unary('Flatten', 'b', 'c'),
      binary('MatMul', 'c', 'w', 'y'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input dense', true]);
  });
});

describe('Keras exports', () => {
  const nodes = [
    unary('Transpose', 'x', 'a', { perm: [0, 3, 1, 2] }),
    conv('a', 'b', 'w', { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
    relu('b', 'c'),
    unary('Transpose', 'c', 'd', { perm: [0, 2, 3, 1] }),
    { op: 'Reshape', inputs: ['d', 's'], outputs: ['e'] },
    binary('MatMul', 'e', 'v', 'logits'),
    unary('Softmax', 'logits', 'y'),
  ];
  const initializers = { w: weights([4, 3, 3, 3]), s: ints(-1, 48), v: weights([48, 5]) };
  const bytes = chain(['n', 7, 6, 3], initializers, nodes);

  it('keep their channels-last input as it is, without a transposition at run time', () => {
    const graph = loadModel(bytes);
    expect([graph.inputLayout, graph.nodes[0]?.shape, kinds(graph)]).toEqual([
      null,
      { height: 7, width: 6, channels: 3 },
      'input conv activation dense',
    ]);
  });

  it('are bounded before the final Softmax, and say so', () => {
    const { stripped, notices, output } = loadModel(bytes);
    expect([stripped, notices, output.shape]).toEqual([
      ['softmax'],
      ['The final softmax is stripped: bounds are on the scores before it.'],
      [1, 5],
    ]);
  });

  it('give the logits of the runtime', async () => {
    const withoutSoftmax = model({
      inputs: [{ name: 'x', shape: [1, 7, 6, 3] }],
      outputs: ['logits'],
      initializers,
      nodes: nodes.slice(0, -1),
    });
    const x = randomInput([1, 7, 6, 3]);
    const wanted = await runRuntime(withoutSoftmax, 'x', [1, 7, 6, 3], x, 'logits');
    expect(worstDifference(evaluateGraph(loadModel(bytes), x), wanted.data)).toBeLessThan(TOLERANCE);
  });

  it('merge a Pad of the channels-last tensor into the convolution', async () => {
    const padded = chain([1, 5, 5, 2], { p: ints(0, 1, 2, 0, 0, 0, 1, 0), w: weights([3, 2, 3, 3]) }, [
      { op: 'Pad', inputs: ['x', 'p'], outputs: ['a'] },
      unary('Transpose', 'a', 'b', { perm: [0, 3, 1, 2] }),
      conv('b', 'y', 'w'),
    ]);
    expect([kinds(loadModel(padded)), (await runtimeDifference(padded)) < TOLERANCE]).toEqual(['input conv', true]);
  });
});

describe('pools', () => {
  it('two max-pools in a row', async () => {
    const pool = (input: string, output: string) => unary('MaxPool', input, output, { kernel_shape: [2, 2], strides: [1, 2] });
    const bytes = chain([1, 2, 6, 9], {}, [pool('x', 'a'), pool('a', 'y')]);
    expect(await runtimeDifference(bytes)).toBe(0);
  });

  it('all-tied windows give the tied value', () => {
    const graph = loadOne({ op: 'MaxPool', shape: [1, 1, 4, 4], attributes: { kernel_shape: [2, 2], strides: [2, 2] } });
    expect([...evaluateGraph(graph, new Float64Array(16).fill(-3))]).toEqual([-3, -3, -3, -3]);
  });

  it('AveragePool counts padding that was asked for, never what ceil_mode adds', () => {
    const attributes = { kernel_shape: [7], strides: [3], pads: [0, 3], ceil_mode: 1, count_include_pad: 1 };
    const graph = loadOne({ op: 'AveragePool', shape: [1, 1, 9], attributes, opset: 19 });
    const found = evaluateGraph(graph, Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(worstDifference(found, [28 / 7, 39 / 7, 24 / 6])).toBeLessThan(1e-15);
  });

  it('a window entirely in the padding is refused', () => {
    const bytes = oneOp({ op: 'MaxPool', shape: [1, 1, 4, 4], attributes: { kernel_shape: [2, 2], pads: [0, 2, 0, 0] } });
    expect(errorOf(bytes).message).toContain('a window lies entirely in the padding');
  });
});

describe('batch normalisation', () => {
  const statistics = { scale: weights([3]), shift: weights([3], 3), mean: weights([3], 4), variance: tensor([3], [0.5, 2, 1.25]) };
  const norm: NodeSpec = { op: 'BatchNormalization', inputs: ['a', 'scale', 'shift', 'mean', 'variance'], outputs: ['b'] };

  it('after a convolution is folded into it', async () => {
    const bytes = chain([1, 2, 5, 5], { ...statistics, w: weights([3, 2, 3, 3]) }, [
      conv('x', 'a', 'w', { pads: [1, 1, 1, 1] }),
      norm,
      relu('b', 'y'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv activation', true]);
  });

  it('after a ReLU and before a zero-padded convolution stays where it is', async () => {
    const bytes = chain([1, 3, 5, 5], { ...statistics, w: weights([2, 3, 3, 3]) }, [
      relu('x', 'a'),
      norm,
      conv('b', 'y', 'w', { pads: [1, 1, 1, 1] }),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input activation affine conv', true]);
  });

  it('of a branch that somebody else reads too stays', async () => {
    const bytes = chain([1, 3, 5, 5], { ...statistics, w: weights([3, 3, 1, 1]) }, [
      conv('x', 'a', 'w'),
      norm,
      binary('Add', 'a', 'b', 'y'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv affine add', true]);
  });
});

describe('shape arithmetic', () => {
  const flatten: NodeSpec[] = [
    unary('Shape', 'a', 's0'),
    { op: 'Gather', inputs: ['s0', 'zero'], outputs: ['s1'], attributes: { axis: 0 } },
    { op: 'Unsqueeze', inputs: ['s1', 'axes'], outputs: ['s2'] },
    { op: 'Concat', inputs: ['s2', 'minusOne'], outputs: ['s3'], attributes: { axis: 0 } },
    { op: 'Reshape', inputs: ['a', 's3'], outputs: ['b'] },
  ];
  const constants = { zero: { dims: [], data: [0], type: 'int64' }, axes: ints(0), minusOne: ints(-1) } as const;
  const bytes = chain(['batch', 2, 4, 4], { ...constants, w: weights([3, 2, 3, 3]), v: weights([12, 2]) }, [
    conv('x', 'a', 'w'),
    ...flatten,
    binary('MatMul', 'b', 'v', 'y'),
  ]);

  it('of Shape, Gather, Unsqueeze, Concat and Reshape is folded away', async () => {
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv dense', true]);
  });

  it('of pads from a chain of constants, with a value', async () => {
    const nodes: NodeSpec[] = [
      { op: 'Constant', inputs: [], outputs: ['c0'], attributes: { value_ints: [0, 0, 2, 1] } },
      { op: 'Constant', inputs: [], outputs: ['shape'], attributes: { value_ints: [4] } },
      { op: 'ConstantOfShape', inputs: ['shape'], outputs: ['c1'], attributes: { value: ints(1) } },
      { op: 'Concat', inputs: ['c0', 'c1'], outputs: ['c2'], attributes: { axis: 0 } },
      { op: 'Cast', inputs: ['c2'], outputs: ['c3'], attributes: { to: 7 } },
      { op: 'Mul', inputs: ['c3', 'mask'], outputs: ['pads'] },
      { op: 'Pad', inputs: ['x', 'pads', 'value'], outputs: ['a'] },
      conv('a', 'y', 'w'),
    ];
    const padded = chain([1, 2, 4, 4], { mask: ints(1, 1, 1, 1, 0, 0, 1, 1), value: tensor([], [0.7]), w: weights([3, 2, 3, 3]) }, nodes);
    expect(await runtimeDifference(padded)).toBeLessThan(TOLERANCE);
  });

  it('of Range, Equal, Where, Expand, Slice, Tile and reductions', async () => {
    const nodes: NodeSpec[] = [
      unary('Shape', 'x', 's'),
      { op: 'Slice', inputs: ['s', 'one', 'two'], outputs: ['n'] },
      { op: 'ReduceProd', inputs: ['n'], outputs: ['count'], attributes: { keepdims: 0 } },
      { op: 'Range', inputs: ['start', 'count', 'delta'], outputs: ['r'] },
      { op: 'Equal', inputs: ['r', 'delta'], outputs: ['q'] },
      { op: 'Where', inputs: ['q', 'start', 'r'], outputs: ['i'] },
      { op: 'Gather', inputs: ['x', 'i'], outputs: ['y'], attributes: { axis: 1 } },
    ];
    const scalar = (value: number): TensorSpec => ({ dims: [], data: [value], type: 'int64' });
    const gathered = chain([2, 4], { one: ints(1), two: ints(2), start: scalar(0), delta: scalar(1) }, nodes);
    expect(await runtimeDifference(gathered)).toBe(0);
  });
});

describe('branches', () => {
  it('of equal layout are added', async () => {
    const bytes = chain([1, 2, 5, 5], { w: weights([2, 2, 3, 3]) }, [
      conv('x', 'a', 'w', { pads: [1, 1, 1, 1] }),
      binary('Sub', 'x', 'a', 'y'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv add', true]);
  });

  it('of other layouts are aligned by one gather', async () => {
    const nodes = [conv('x', 'a', 'w'), unary('Transpose', 'a', 'b', { perm: [0, 1, 3, 2] }), binary('Add', 'a', 'b', 'y')];
    const bytes = chain([1, 2, 4, 4], { w: weights([3, 2, 1, 1]) }, nodes);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv sparse add', true]);
  });

  it('are broadcast against each other', async () => {
    const nodes = [conv('x', 'a', 'w'), unary('GlobalAveragePool', 'a', 'b'), { op: 'Sum', inputs: ['a', 'b', 'c'], outputs: ['y'] }];
    const bytes = chain([1, 2, 4, 4], { w: weights([3, 2, 1, 1]), c: weights([3, 1, 1]) }, nodes);
    expect(await runtimeDifference(bytes)).toBeLessThan(TOLERANCE);
  });

  it('split over channels and concatenated again keep their windows', async () => {
    const nodes: NodeSpec[] = [
      { op: 'Split', inputs: ['x'], outputs: ['a', 'b'], attributes: { axis: 1 } },
      conv('a', 'c', 'w', { pads: [1, 1, 1, 1] }),
      { op: 'Concat', inputs: ['c', 'b'], outputs: ['d'], attributes: { axis: 1 } },
      conv('d', 'y', 'v'),
    ];
    const bytes = chain([1, 4, 5, 5], { w: weights([3, 2, 3, 3]), v: weights([2, 5, 2, 2]) }, nodes);
    const expected = 'input channel-slice conv channel-slice concat conv';
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual([expected, true]);
  });

  it('cropped with a stride keep their windows', async () => {
    const bytes = chain([1, 3, 7, 8], { s: ints(1, 2), e: ints(7, 8), a: ints(2, 3), k: ints(2, 1), w: weights([2, 3, 2, 2]) }, [
      { op: 'Slice', inputs: ['x', 's', 'e', 'a', 'k'], outputs: ['b'] },
      conv('b', 'y', 'w'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv conv', true]);
  });
});

describe('clamps', () => {
  it('written as Min(Max(x, 0.5), 0.75) stay in [0.5, 0.75]', () => {
    const bytes = chain([3], { low: tensor([], [0.5]), high: tensor([], [0.75]) }, [
      binary('Max', 'x', 'low', 'a'),
      binary('Min', 'a', 'high', 'y'),
    ]);
    expect([...evaluateGraph(loadModel(bytes), Float64Array.of(-9, 0.625, 9))]).toEqual([0.5, 0.625, 0.75]);
  });
});

describe('constants', () => {
  it('that are NaN are an error, wherever they come from', () => {
    const bytes = chain([1, 2], { w: tensor([2, 2], [1, NaN, 0, 1]) }, [binary('MatMul', 'x', 'w', 'y')]);
    const error = errorOf(bytes);
    expect([error.code, error.message]).toEqual(['MODEL_CONSTANT', `MatMul 'y' has NaN or infinity among its weights.`]);
  });

  it('computed in the graph carry the units of their rounding', async () => {
    const nodes = [binary('Div', 'one', 'three', 'third'), unary('Sqrt', 'third', 'root'), binary('Mul', 'x', 'root', 'y')];
    const bytes = chain([4], { one: tensor([], [1]), three: tensor([], [3]) }, nodes);
    const [, affine] = loadModel(bytes).nodes;
    const units = affine?.kind === 'affine' ? affine.weightUnits : 0;
    expect([units >= 2 && units <= 4, (await runtimeDifference(bytes)) < TOLERANCE]).toEqual([true, true]);
  });

  it('that are powers of two are exact', () => {
    const bytes = chain([4], { c: tensor([4], [2, 0.5, -4, 0.25]) }, [binary('Div', 'x', 'c', 'y')]);
    const [, affine] = loadModel(bytes).nodes;
    expect(affine?.kind === 'affine' ? affine.weightUnits : -1).toBe(0);
  });
});

describe('a Constant node', () => {
  const forms: Readonly<Record<string, AttributeSpec>> = {
    value: tensor([2], [0.25, 3]),
    value_float: real(0.3),
    value_floats: reals(0.3, -1.5),
  };
  it.each(Object.entries(forms))('with %s', async (name, value) => {
    const nodes: NodeSpec[] = [{ op: 'Constant', inputs: [], outputs: ['c'], attributes: { [name]: value } }, binary('Mul', 'x', 'c', 'y')];
    expect(await runtimeDifference(chain([2], {}, nodes))).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['value_int', 1],
    ['value_ints', [1]],
  ])('with %s', async (name, value) => {
    const nodes: NodeSpec[] = [
      { op: 'Constant', inputs: [], outputs: ['i'], attributes: { [name]: value } },
      binary('Gather', 'x', 'i', 'y'),
    ];
    expect(await runtimeDifference(chain([3, 2], {}, nodes))).toBe(0);
  });
});

describe('Cast of a constant', () => {
  const values = [0.1, -2.7, 65503, 1e-7, -0.5, 3.0000001];
  const types = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, bfloat16: 16 } as const;
  it.each(Object.entries(types))('rounds as %s', async (name, to) => {
    const data = name.startsWith('int') || name === 'uint8' ? [0.1, 2.7, 100, 1e-7, 7.5, 3] : values;
    const nodes: NodeSpec[] = [
      unary('Cast', 'c', 'a', { to }),
      unary('Cast', 'a', 'b', { to: 1 }),
      binary('Add', 'x', 'b', 'sum'),
      binary('Sub', 'sum', 'x', 'y'),
    ];
    const bytes = chain([6], { c: tensor([6], data, 'double') }, nodes);
    expect(await runtimeDifference(bytes)).toBeLessThan(TOLERANCE);
  });

  it('rounds exactly: ties to even, subnormals, overflow', () => {
    const values = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -26, 65519];
    const nodes = [unary('Cast', 'c', 'a', { to: 10 }), unary('Cast', 'a', 'b', { to: 11 }), binary('Add', 'x', 'b', 'y')];
    const [, affine] = loadModel(chain([5], { c: tensor([5], values, 'double') }, nodes)).nodes;
    expect(affine?.kind === 'affine' ? [...(affine.shift ?? [])] : []).toEqual([1, 1 + 2 ** -9, 0, 2 ** -24, 65504]);
  });
});

describe('the input layout', () => {
  it('of [1, C, H, W] before a convolution is channels last', () => {
    const graph = loadOne({ op: 'Conv', shape: [1, 2, 1, 2], initializers: { w: weights([1, 2, 1, 1]) } });
    expect([graph.nodes[0]?.shape, [...(graph.inputLayout ?? [])]]).toEqual([{ height: 1, width: 2, channels: 2 }, [0, 2, 1, 3]]);
  });

  it('of a flat input that becomes an image is that of the image', async () => {
    const bytes = chain([1, 18], { s: ints(1, 2, 3, 3), w: weights([3, 2, 2, 2]) }, [
      unary('Relu', 'x', 'a'),
      { op: 'Reshape', inputs: ['a', 's'], outputs: ['b'] },
      conv('b', 'y', 'w'),
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input activation conv', true]);
  });

  it('of an image without any convolution is a map too', async () => {
    const bytes = chain([1, 3, 2, 2], { w: weights([12, 4]) }, [unary('Flatten', 'x', 'a'), binary('MatMul', 'a', 'w', 'y')]);
    const graph = loadModel(bytes);
    expect([graph.nodes[0]?.shape, (await runtimeDifference(bytes)) < TOLERANCE]).toEqual([{ height: 2, width: 2, channels: 3 }, true]);
  });

  it('permutes the weights when a map is flattened', async () => {
    const bytes = chain([1, 2, 5, 5], { w: weights([3, 2, 2, 2]), v: weights([48, 3]), b: weights([3]) }, [
      conv('x', 'a', 'w'),
      unary('Flatten', 'a', 'c'),
      { op: 'Gemm', inputs: ['c', 'v', 'b'], outputs: ['y'], attributes: { alpha: real(0.5) } },
    ]);
    expect([kinds(loadModel(bytes)), (await runtimeDifference(bytes)) < TOLERANCE]).toEqual(['input conv dense', true]);
  });
});

describe('the output', () => {
  it('of a map is given in the order of ONNX', () => {
    const graph = loadOne({
      op: 'Relu',
      shape: [1, 2, 2, 2],
      before: [conv('input', 'x', 'w')],
      initializers: { w: tensor([2, 2, 1, 1], [1, 0, 0, 1]) },
      inputs: ['x'],
    });
    const x = randomInput([8], 5, 0, 1);
    expect([...evaluateGraph(graph, x)]).toEqual([...x]);
  });
});

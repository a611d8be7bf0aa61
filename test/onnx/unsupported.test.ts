import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, weights } from '../support/onnx-runtime.js';
import { ints, model, type NodeSpec, real, tensor } from '../support/onnx-writer.js';

function errorOf(bytes: Uint8Array): ModelError {
  try {
    loadModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

describe('unsupported nodes', () => {
  const nodes: NodeSpec[] = [
    { op: 'Multinomial', name: 'first', inputs: ['x'], outputs: ['a'] },
    { op: 'Relu', name: 'fine', inputs: ['a'], outputs: ['b'] },
    { op: 'FusedGemm', name: 'second', domain: 'org.example', inputs: ['b'], outputs: ['c'] },
    { op: 'Cast', name: 'third', inputs: ['x'], outputs: ['d'], attributes: { to: 7 } },
    { op: 'Add', name: 'last', inputs: ['c', 'd'], outputs: ['e'] },
    { op: 'Softmax', inputs: ['e'], outputs: ['y'] },
  ];
  const bytes = model({ inputs: [{ name: 'x', shape: [1, 2] }], outputs: ['y'], nodes, domains: ['org.example'] });

  it('are reported together, with name, operator, opset and reason', () => {
    expect(errorOf(bytes).message).toBe(
      [
        '3 nodes of the model are not supported:',
        `  Multinomial 'first' (opset 17): the operator is not supported`,
        `  FusedGemm 'second' (opset 17): operators of domain 'org.example' are not supported`,
        `  Cast 'third' (opset 17): data are cast to int64`,
      ].join('\n'),
    );
  });

  it('have one stable code, and a hint of what would work', () => {
    const { code, hint } = errorOf(bytes);
    expect([code, hint]).toEqual(['UNSUPPORTED_OPERATOR', 'Casts of data to a float type work.']);
  });
});

describe('operators that draw random numbers', () => {
  it.each(['RandomNormalLike', 'RandomUniformLike', 'Bernoulli'])('%s: are refused with what to do for noisy activations', (op) => {
    const nodes: NodeSpec[] = [
      { op, name: 'draw', inputs: ['x'], outputs: ['xi'] },
      { op: 'Add', inputs: ['x', 'xi'], outputs: ['y'] },
    ];
    const { code, message, hint } = errorOf(model({ inputs: [{ name: 'x', shape: [1, 2] }], outputs: ['y'], nodes }));
    expect([code, message]).toEqual([
      'UNSUPPORTED_OPERATOR',
      `1 node of the model is not supported:\n  ${op} 'draw' (opset 17): draws random numbers: the model is no function of its input`,
    ]);
    expect(hint).toContain('NoisyHardTanh and NoisyHardSigmoid of the domain ai.cnncert');
  });
});

describe('attributes and inputs of another opset are never ignored', () => {
  const pooling = { kernel_shape: [2, 2] };
  const statistics = { scale: weights([2]), shift: weights([2]), mean: weights([2]), variance: tensor([2], [1, 2]) };
  const cases: readonly (readonly [string, OneOp, string])[] = [
    ['Clip min at opset 13', { op: 'Clip', shape: [2], attributes: { min: real(0) }, opset: 13 }, `has the attribute 'min', which opset 13 does not define`],
    ['Clip inputs at opset 10', { op: 'Clip', shape: [2], initializers: { low: tensor([], [0]) }, opset: 10 }, 'has 2 inputs where opset 10 defines at most 1'],
    ['AveragePool dilations at opset 18', { op: 'AveragePool', shape: [1, 1, 4, 4], attributes: { ...pooling, dilations: [2, 2] }, opset: 18 }, `has the attribute 'dilations', which opset 18 does not define`],
    ['MaxPool ceil_mode at opset 9', { op: 'MaxPool', shape: [1, 1, 4, 4], attributes: { ...pooling, ceil_mode: 1 }, opset: 9 }, `has the attribute 'ceil_mode', which opset 9 does not define`],
    ['BatchNormalization spatial at opset 9', { op: 'BatchNormalization', shape: [1, 2], initializers: statistics, attributes: { spatial: 1 }, opset: 9 }, `has the attribute 'spatial', which opset 9 does not define`],
    ['ReduceMean axes attribute at opset 18', { op: 'ReduceMean', shape: [2, 2], attributes: { axes: [0] }, opset: 18 }, `has the attribute 'axes', which opset 18 does not define`],
    ['Squeeze axes attribute at opset 13', { op: 'Squeeze', shape: [1, 2], attributes: { axes: [0] }, opset: 13 }, `has the attribute 'axes', which opset 13 does not define`],
    ['Gemm broadcast at opset 7', { op: 'Gemm', shape: [1, 2], initializers: { w: weights([2, 2]), b: weights([2]) }, attributes: { broadcast: 1 }, opset: 7 }, `has the attribute 'broadcast', which opset 7 does not define`],
    ['Range at opset 10', { op: 'Range', shape: [2], opset: 10 }, 'does not exist in opset 10, only since 11'],
    ['a float where an integer belongs', { op: 'Flatten', shape: [2, 2], attributes: { axis: real(1) } }, `attribute 'axis' has the wrong type (number 1)`],
  ]; // prettier-ignore

  it.each(cases)('%s', (_, spec, reason) => {
    expect(errorOf(oneOp(spec)).message).toContain(`(opset ${spec.opset ?? 17}): ${reason}`);
  });
});

describe('what an operator cannot do is said', () => {
  const cases: readonly (readonly [OneOp, string])[] = [
    [{ op: 'Conv', shape: [2, 3, 4, 4], initializers: { w: weights([1, 3, 2, 2]) } }, 'a batch of 2'],
    [{ op: 'Conv', shape: [1, 3, 4, 4, 4, 4], initializers: { w: weights([1, 3, 2, 2, 2, 2]) } }, '4 spatial dimensions'],
    [{ op: 'Conv', shape: [1, 3, 4, 4], initializers: { w: weights([1, 2, 2, 2]) } }, 'W [1, 2, 2, 2] with group 1 does not fit 3 channels'],
    [{ op: 'Conv', shape: [1, 3, 4, 4], initializers: { w: weights([1, 3, 5, 5]) } }, 'a kernel of 5 does not fit into 4 + 0 + 0 positions'],
    [{ op: 'Conv', shape: [1, 1, 4, 4], inputs: ['x', 'x'] }, `input 1 ('W') depends on the data`],
    [{ op: 'Conv', shape: [1, 1, 4, 4], initializers: { w: weights([1, 1, 2, 2]) }, attributes: { auto_pad: 'SAME_UPPER', pads: [1, 1, 1, 1] } }, 'both auto_pad SAME_UPPER and pads'],
    [{ op: 'MatMul', shape: [1, 3], initializers: { w: weights([2, 2]) } }, 'shapes [1, 3] and [2, 2] do not fit'],
    [{ op: 'Add', shape: [2], initializers: { c: weights([3]) } }, 'shapes [2] and [3] cannot be broadcast'],
    [{ op: 'Reshape', shape: [2, 3], initializers: { s: ints(4, -1) } }, '[2, 3] cannot be reshaped to [4, -1]'],
    [{ op: 'Gather', shape: [2, 3], initializers: { i: ints(2) } }, 'an index is outside the 2 elements of axis 0'],
    [{ op: 'Flatten', shape: [2, 3], attributes: { axis: 3 } }, 'axis 3 is out of range for a tensor of rank 2'],
    [{ op: 'Clip', shape: [2], initializers: { low: tensor([], [1]), high: tensor([], [0]) } }, 'min 1 is not below max 0'],
    [{ op: 'Cast', shape: [2], attributes: { to: 7 } }, 'data are cast to int64'],
    [{ op: 'Pow', shape: [2], initializers: { e: tensor([], [2500.5]) } }, '2500.5'],
    [{ op: 'Pow', shape: [2], inputs: ['b', 'x'], initializers: { b: tensor([], [-2.5]) } }, '-2.5'],
    [{ op: 'Dropout', shape: [2], inputs: ['x', '', 't'], initializers: { t: { dims: [], data: [1], type: 'bool' } } }, 'training mode'],
    [{ op: 'BatchNormalization', shape: [1, 1], initializers: { s: tensor([1], [1]), b: tensor([1], [0]), m: tensor([1], [0]), v: tensor([1], [-1]) } }, 'var + epsilon is not positive'],
    [{ op: 'ConstantOfShape', shape: [2] }, `input 0 ('input') depends on the data`],
    [{ op: 'Expand', shape: [1], initializers: { s: ints(2 ** 20, 2 ** 20) } }, 'a tensor is too large'],
  ]; // prettier-ignore

  it.each(cases.map(([spec, reason]) => [`${spec.op}: ${reason}`, spec, reason] as const))('%s', (_, spec, reason) => {
    expect(errorOf(oneOp(spec)).message).toContain(reason);
  });

  const pool: NodeSpec = { op: 'MaxPool', name: 'pool', inputs: ['x'], outputs: ['y', 'indices'], attributes: { kernel_shape: [2, 2] } };
  const inputs = [{ name: 'x', shape: [1, 1, 4, 4] }];

  it.each([
    [
      'read by a node',
      model({ inputs, outputs: ['z'], nodes: [pool, { op: 'Cast', inputs: ['indices'], outputs: ['z'], attributes: { to: 1 } }] }),
    ],
    ['as output of the model', model({ inputs, outputs: ['indices'], nodes: [pool] })],
  ])('the Indices of a MaxPool, %s', (_, bytes) => {
    expect(errorOf(bytes).message).toContain(`MaxPool 'pool' (opset 17): its output 'indices' is used`);
  });

  it('but the Indices of a MaxPool that nobody reads do no harm', () => {
    expect(loadModel(model({ inputs, outputs: ['y'], nodes: [pool] })).nodes.map(({ kind }) => kind)).toEqual(['input', 'max-pool']);
  });

  it('arithmetic on integer data', () => {
    const nodes: NodeSpec[] = [{ op: 'Div', inputs: ['x', 'c'], outputs: ['y'] }];
    const initializers = { c: { dims: [], data: [2], type: 'int32' } } as const;
    const bytes = model({ inputs: [{ name: 'x', shape: [2], type: 'int32' }], outputs: ['y'], initializers, nodes });
    expect(errorOf(bytes).message).toContain('arithmetic on data of type int32');
  });
});

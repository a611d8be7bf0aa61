import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { type LoadOptions, loadModel, OPSETS } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { oneOp, weights } from '../support/onnx-runtime.js';
import { model, type NodeSpec, tensor } from '../support/onnx-writer.js';

const relu = (input: string, output: string): NodeSpec => ({ op: 'Relu', inputs: [input], outputs: [output] });

function errorOf(bytes: Uint8Array, options: LoadOptions = {}): [string, string, string | undefined] {
  try {
    loadModel(bytes, options);
  } catch (error) {
    if (error instanceof ModelError) return [error.code, error.message, error.hint];
    throw error;
  }
  throw new Error('it loaded');
}

describe('outputs', () => {
  const nodes = [relu('x', 'a'), { op: 'Neg', inputs: ['a'], outputs: ['b'] }, { op: 'Foo', inputs: ['b'], outputs: ['c'] }];
  const bytes = model({ inputs: [{ name: 'x', shape: [2] }], outputs: ['b', 'c'], nodes });

  it('several need a choice; the error lists them', () => {
    expect(errorOf(bytes)).toEqual(['MODEL_OUTPUT', `The model has 2 outputs: 'b', 'c'.`, 'Choose one with --output NAME.']);
  });

  it('only what the chosen one needs is read', () => {
    expect([...evaluateGraph(loadModel(bytes, { output: 'b' }), Float64Array.of(-1, 2))]).toEqual([0, -2]);
  });

  it('may be any intermediate tensor', () => {
    const { output, nodes: lowered } = loadModel(bytes, { output: 'a' });
    expect([output, lowered.length]).toEqual([{ name: 'a', shape: [2] }, 2]);
  });

  it('unknown ones are an error that lists the known ones', () => {
    expect(errorOf(bytes, { output: 'z' })).toEqual(['MODEL_OUTPUT', `The model has no tensor named 'z'.`, `Its outputs are 'b', 'c'.`]);
  });
});

describe('inputs', () => {
  const add = (a: string, b: string): NodeSpec => ({ op: 'Add', inputs: [a, b], outputs: ['y'] });
  const two = model({ inputs: [{ name: 'x', shape: [2] }, { name: 'z', shape: [2] }], outputs: ['y'], nodes: [add('x', 'z')] }); // prettier-ignore

  it('several that are needed are an error that lists them', () => {
    expect(errorOf(two)).toEqual([
      'MODEL_INPUT',
      `The model has 2 inputs: 'x', 'z'.`,
      'One of them can be perturbed: give the others a value with --fix NAME=FILE, or, to evaluate the model, run it with one --data file for each.',
    ]);
  });

  it('the others have no value', () => {
    expect(errorOf(two, { input: 'z' }).slice(0, 2)).toEqual([
      'MODEL_INPUT',
      `The output also depends on the inputs 'x', which have no value.`,
    ]);
  });

  it('but may be given one', () => {
    const graph = loadModel(two, { constants: { x: { shape: [2], data: [1, 2] } } });
    expect([graph.input.name, [...evaluateGraph(graph, Float64Array.of(10, 20))], graph.notices]).toEqual([
      'z',
      [11, 22],
      [`Input 'x' is fixed to the value given for it, of shape [2].`],
    ]);
  });

  it('a given value stands in place of a default', () => {
    const bytes = model({
      inputs: [{ name: 'x', shape: [2] }, { name: 'c', shape: ['n'] }],
      outputs: ['y'],
      initializers: { c: tensor([2], [1, 2]) },
      nodes: [add('x', 'c')],
    }); // prettier-ignore
    const graph = loadModel(bytes, { constants: { c: { shape: [2], data: [5, 6] } } });
    expect([...evaluateGraph(graph, Float64Array.of(10, 20))]).toEqual([15, 26]);
  });

  it('integers and booleans may be given, and choose what is computed', () => {
    const bytes = model({
      inputs: [{ name: 'i', shape: ['n'], type: 'int64' }, { name: 'x', shape: [4] }],
      outputs: ['y'],
      nodes: [{ op: 'Gather', inputs: ['x', 'i'], outputs: ['y'] }],
    }); // prettier-ignore
    const graph = loadModel(bytes, { constants: { i: { shape: [2], data: [3, 0] } } });
    expect([...evaluateGraph(graph, Float64Array.of(1, 2, 3, 4))]).toEqual([4, 1]);
    expect(errorOf(bytes, { constants: { i: { shape: [2], data: [3, 0.5] } } })[1]).toContain(
      "Element 1 of the value given for input 'i' is 0.5",
    );
  });

  it.each([
    ['of another shape', { constants: { x: { shape: [1, 2], data: [1, 2] } } }, 'MODEL_CONSTANT', '2 elements of shape [1, 2]; the model takes [2].'],
    ['of too few elements', { constants: { x: { shape: [2], data: [1] } } }, 'MODEL_CONSTANT', '1 elements of shape [2]'],
    ['that is not finite', { constants: { x: { shape: [2], data: [1, NaN] } } }, 'MODEL_CONSTANT', 'is NaN, which is no float32'],
    ['for no input', { constants: { w: { shape: [2], data: [1, 2] } } }, 'MODEL_INPUT', `no input named 'w'`],
    ['for the chosen input', { input: 'x', constants: { x: { shape: [2], data: [1, 2] } } }, 'MODEL_INPUT', `'x' is given a value`],
    ['for all inputs', { constants: { x: { shape: [2], data: [1, 2] }, z: { shape: [2], data: [1, 2] } } }, 'MODEL_INPUT', 'on none that is left without a value'],
  ])('a value %s is refused', (_, options, code, part) => {
    const [found, message] = errorOf(two, options);
    expect([found, message.includes(part) ? part : message]).toEqual([code, part]);
  }); // prettier-ignore

  it('unknown names are an error', () => {
    expect(errorOf(two, { input: 'w' })).toEqual(['MODEL_INPUT', `The model has no input named 'w'.`, `Its inputs are 'x', 'z'.`]);
  });

  it('that nobody needs do not matter', () => {
    const inputs = [
      { name: 'unused', shape: [5] },
      { name: 'x', shape: [2] },
    ];
    expect(loadModel(model({ inputs, outputs: ['y'], nodes: [relu('x', 'y')] })).input.name).toBe('x');
  });

  it.each([
    [
      'are constants when initializers are listed too (IR 3)',
      3,
      [
        { name: 'x', shape: [2] },
        { name: 'c', shape: [2] },
      ],
    ],
    ['need not list initializers (IR 8)', 8, [{ name: 'x', shape: [2] }]],
  ])('%s', (_, irVersion, inputs) => {
    const bytes = model({ irVersion, inputs, outputs: ['y'], initializers: { c: tensor([2], [1, 2]) }, nodes: [add('x', 'c')] });
    expect([...evaluateGraph(loadModel(bytes), Float64Array.of(10, 20))]).toEqual([11, 22]);
  });

  it('a default value is overridden by choosing it as the input', () => {
    const inputs = [{ name: 'c', shape: [2] }];
    const bytes = model({
      inputs,
      outputs: ['y'],
      initializers: { c: tensor([2], [1, 2]), d: tensor([2], [3, 4]) },
      nodes: [add('c', 'd')],
    });
    expect([...evaluateGraph(loadModel(bytes, { input: 'c' }), Float64Array.of(10, 20))]).toEqual([13, 24]);
  });
});

describe('the shape of the input', () => {
  const withShape = (shape: readonly (number | string)[] | undefined) =>
    model({ inputs: [shape === undefined ? { name: 'x' } : { name: 'x', shape }], outputs: ['y'], nodes: [relu('x', 'y')] });

  it.each([[['n', 3]], [['', 3]], [[0, 3]]])('%j: the batch is bound to 1, which is worth no word', (shape) => {
    const { input, notices } = loadModel(withShape(shape));
    expect([input.shape, notices]).toEqual([[1, 3], []]);
  });

  it('other dynamic dimensions must be given', () => {
    expect(errorOf(withShape(['n', 3, 'h', 'w']))).toEqual([
      'MODEL_SHAPE',
      `Dimension 2 of input 'x' [n, 3, h, w] is dynamic.`,
      'Give the whole shape with --shape, for example --shape 1,3,32,32.',
    ]);
  });

  it('a missing shape must be given', () => {
    expect([errorOf(withShape(undefined))[0], loadModel(withShape(undefined), { shape: [4] }).input.shape]).toEqual(['MODEL_SHAPE', [4]]);
  });

  it.each([
    [['n', 3, 'h'], [2, 3, 5]],
    [[4, 3, 5], [1, 3, 5]],
  ])('%j may be read as %j', (shape, wanted) => {
    expect(loadModel(withShape(shape), { shape: wanted }).input.shape).toEqual(wanted);
  }); // prettier-ignore

  it.each([
    [[1, 3], [1, 4]],
    [[1, 3], [1, 3, 1]],
    [['n', 3], [0, 3]],
    [['n', 'm'], [1, 2.5]],
  ])('%j cannot be read as %j', (shape, wanted) => {
    expect(errorOf(withShape(shape), { shape: wanted })[0]).toBe('MODEL_SHAPE');
  }); // prettier-ignore
});

describe('the graph', () => {
  it('may be stored in any order', () => {
    const nodes = [{ op: 'Neg', inputs: ['a'], outputs: ['y'] }, relu('x', 'a')];
    const bytes = model({ inputs: [{ name: 'x', shape: [2] }], outputs: ['y'], nodes });
    expect([...evaluateGraph(loadModel(bytes), Float64Array.of(-1, 2))]).toEqual([0, -2]);
  });

  it.each([
    ['cycles', [{ op: 'Add', inputs: ['x', 'y'], outputs: ['a'] }, relu('a', 'y')], 'The nodes of the model form a cycle.'],
    ['two producers', [relu('x', 'y'), relu('x', 'y')], `Two nodes of the model both produce 'y'.`],
    [
      'names of nothing',
      [{ op: 'Add', name: 'sum', inputs: ['x', 'q'], outputs: ['y'] }],
      `Add 'sum' reads 'q', which nothing in the model produces.`,
    ],
  ])('may not have %s', (_, nodes, message) => {
    const bytes = model({ inputs: [{ name: 'x', shape: [2] }], outputs: ['y'], nodes });
    expect(errorOf(bytes).slice(0, 2)).toEqual(['MODEL_INVALID', message]);
  });

  it.each([OPSETS.oldest, OPSETS.newest])('of opset %i is read', (opset) => {
    expect(loadModel(oneOp({ op: 'Relu', shape: [2], opset })).opset).toBe(opset);
  });

  it.each([OPSETS.oldest - 1, OPSETS.newest + 1])('of opset %i is refused', (opset) => {
    const bytes = oneOp({ op: 'Relu', shape: [2], opset });
    expect(errorOf(bytes).slice(0, 2)).toEqual(['OPSET', `The model uses opset ${opset}; opsets 6 to 26 are supported.`]);
  });

  it('whose output is a constant is refused', () => {
    const bytes = oneOp({ op: 'Shape', shape: [2] });
    expect(errorOf(bytes).slice(0, 2)).toEqual(['MODEL_OUTPUT', `The output 'y' does not depend on the input.`]);
  });
});

describe('nodes remember where they come from', () => {
  it('with everything that was folded into them, in order of the data flow', () => {
    const nodes: NodeSpec[] = [
      { op: 'Mul', name: 'scale', inputs: ['x', 'c'], outputs: ['a'] },
      { op: 'MatMul', name: 'matmul', inputs: ['a', 'w'], outputs: ['b'] },
      { op: 'Add', name: 'bias', inputs: ['b', 'd'], outputs: ['y'] },
    ];
    const initializers = { c: tensor([], [3]), w: weights([4, 2]), d: weights([2]) };
    const graph = loadModel(model({ inputs: [{ name: 'x', shape: [1, 4] }], outputs: ['y'], initializers, nodes }));
    expect(graph.nodes.map((node) => node.origin.map(({ name, op }) => `${op} ${name}`))).toEqual([
      [],
      ['Mul scale', 'MatMul matmul', 'Add bias'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { runtimeDifference, weights } from '../support/onnx-runtime.js';
import { type FunctionSpec, model, type ModelSpec, type NodeSpec, real, reference } from '../support/onnx-writer.js';

const domains = ['local'];

function call(op: string, inputs: readonly string[], outputs: readonly string[], attributes: NodeSpec['attributes'] = {}): NodeSpec {
  return { op, domain: 'local', name: `call_${outputs.join('_')}`, inputs, outputs, attributes };
}

const leaky: FunctionSpec = {
  name: 'Leaky', domain: 'local', inputs: ['v', 'shift'], outputs: ['r'], attributes: ['slope'],
  nodes: [
    { op: 'Add', inputs: ['v', 'shift'], outputs: ['t'] },
    { op: 'LeakyRelu', inputs: ['t'], outputs: ['r'], attributes: { alpha: reference('slope') } },
  ],
}; // prettier-ignore
const twice: FunctionSpec = {
  name: 'Twice', domain: 'local', inputs: ['v'], outputs: ['r'], defaults: { slope: real(0.5) },
  nodes: [
    { op: 'Constant', inputs: [], outputs: ['shift'], attributes: { value: weights([3]) } },
    call('Leaky', ['v', 'shift'], ['t'], { slope: reference('slope') }),
    call('Leaky', ['t', 'shift'], ['r']),
  ],
}; // prettier-ignore

function whole(spec: Partial<ModelSpec>): Uint8Array {
  return model({ inputs: [{ name: 'x', shape: [2, 3] }], outputs: [{ name: 'y', shape: [2, 3] }], nodes: [], domains, ...spec });
}

describe('functions of the model', () => {
  const nodes = [call('Twice', ['x'], ['h']), call('Twice', ['h'], ['t'], { slope: real(0.2) }), call('Leaky', ['t', 'x'], ['y'])];

  it('are written out, with attributes and their defaults', async () => {
    expect(await runtimeDifference(whole({ functions: [leaky, twice], nodes }))).toBeLessThan(1e-6);
  });

  it('that call themselves are refused', () => {
    const loop: FunctionSpec = { ...leaky, nodes: [call('Leaky', ['v', 'shift'], ['r'])] };
    expect(() => loadModel(whole({ functions: [loop], nodes: [call('Leaky', ['x', 'x'], ['y'])] }))).toThrow(
      `'Leaky' of the model calls itself`,
    );
  });

  it('that double each other are refused before they fill the memory', () => {
    const functions = Array.from({ length: 30 }, (_, i): FunctionSpec => ({
      name: `F${i}`, domain: 'local', inputs: ['v'], outputs: ['r'],
      nodes: i === 0 ? [{ op: 'Relu', inputs: ['v'], outputs: ['r'] }] : [call(`F${i - 1}`, ['v'], ['t']), call(`F${i - 1}`, ['t'], ['r'])],
    })); // prettier-ignore
    expect(() => loadModel(whole({ functions, nodes: [call('F29', ['x'], ['y'])] }))).toThrow('more than 100000 nodes');
  });

  it('that are unknown are unsupported operators', () => {
    expect(() => loadModel(whole({ functions: [leaky], nodes: [call('Other', ['x'], ['y'])] }))).toThrow(`operators of domain 'local'`);
  });
});

describe('If', () => {
  const outputs = [{ name: 'r', shape: [2, 3] }];
  const branches = {
    then_branch: { inputs: [], outputs, initializers: { w: weights([3]) }, nodes: [{ op: 'Mul', inputs: ['h', 'w'], outputs: ['t'] }, { op: 'Relu', inputs: ['t'], outputs: ['r'] }] },
    else_branch: { inputs: [], outputs, nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['r'] }] },
  }; // prettier-ignore
  const before = { op: 'Sigmoid', inputs: ['x'], outputs: ['h'] };
  const choose = { op: 'If', name: 'choice', inputs: ['c'], outputs: ['y'], attributes: branches };
  const constant = (value: number) => ({ c: { dims: [], data: [value], type: 'bool' } }) as const;

  it.each([1, 0])('with condition %i takes its branch', async (value) => {
    expect(await runtimeDifference(whole({ initializers: constant(value), nodes: [before, choose] }))).toBeLessThan(1e-6);
  });

  it('with a condition computed from shapes takes its branch', async () => {
    const nodes: NodeSpec[] = [
      { op: 'Shape', inputs: ['x'], outputs: ['s'] },
      { op: 'ReduceProd', inputs: ['s'], outputs: ['n'], attributes: { keepdims: 0 } },
      { op: 'Equal', inputs: ['n', 'six'], outputs: ['c'] },
    ];
    const initializers = { six: { dims: [], data: [6], type: 'int64' } } as const;
    expect(await runtimeDifference(whole({ initializers, nodes: [before, ...nodes, choose] }))).toBeLessThan(1e-6);
  });

  it('reports what its branch cannot do', () => {
    const wrong = {
      ...branches,
      then_branch: { inputs: [], outputs, nodes: [{ op: 'Multinomial', name: 'inner', inputs: ['h'], outputs: ['r'] }] },
    };
    const nodes = [before, { ...choose, attributes: wrong }];
    expect(() => loadModel(whole({ initializers: constant(1), nodes }))).toThrow(`Multinomial 'inner'`);
  });

  it('with a condition that depends on the data is refused', () => {
    const nodes: NodeSpec[] = [before, { op: 'Cast', inputs: ['h'], outputs: ['c'], attributes: { to: 1 } }, choose];
    expect(() => loadModel(whole({ nodes }))).toThrow(`If 'choice' (opset 17): its condition depends on the data`);
  });
});

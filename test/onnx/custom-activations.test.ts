import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { type AttributeSpec, model, real } from '../support/onnx-writer.js';

const XS = [-7, -3, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 7];

function custom(op: string, attributes: Readonly<Record<string, AttributeSpec>>): Uint8Array {
  const node = { op, name: 'custom', domain: 'ai.cnncert', inputs: ['x'], outputs: ['y'], attributes };
  return model({ inputs: [{ name: 'x', shape: [XS.length] }], outputs: ['y'], nodes: [node], domains: ['ai.cnncert'] });
}

const f = Math.fround;

describe('operators of the domain ai.cnncert', () => {
  it.each([
    ['Terelu', {}, 'terelu', {}],
    [
      'Terelu',
      { alpha: real(0.5), beta: real(0.7), mu: real(1.5), form: 'code' },
      'terelu',
      { alpha: 0.5, beta: f(0.7), mu: 1.5, form: 1 },
    ],
    ['Terelu', { mu: real(2), beta: real(0.5), form: 'scaled' }, 'terelu', { alpha: 1, beta: 0.5, mu: 2, form: 2 }],
    ['NoisyHardTanh', {}, 'noisy-hard-tanh', {}],
    [
      'NoisyHardTanh',
      { alpha: real(0.9), c: real(2), p: real(3), distribution: 'half-normal' },
      'noisy-hard-tanh',
      { alpha: f(0.9), c: 2, p: 3, distribution: 1 },
    ],
    ['NoisyHardSigmoid', {}, 'noisy-hard-sigmoid', {}],
    ['NoisyHardSigmoid', { distribution: 'normal', c: real(0.3) }, 'noisy-hard-sigmoid', { c: f(0.3), distribution: 0 }],
  ] as const)('%s %o', (op, attributes, name, parameters) => {
    const expected = activation(name, parameters);
    expect([...evaluateGraph(loadModel(custom(op, attributes)), Float64Array.from(XS))]).toEqual(XS.map((x) => expected.evaluate(x)));
  });

  it('gives every element of a repeated tensor a noisy unit of its own', () => {
    const bytes = model({
      inputs: [{ name: 'x', shape: [2] }],
      outputs: ['y'],
      initializers: { order: { dims: [4], data: [1, 0, 1, 1], type: 'int64' } },
      nodes: [
        { op: 'Gather', name: 'repeated', inputs: ['x', 'order'], outputs: ['r'] },
        { op: 'NoisyHardTanh', name: 'noisy', domain: 'ai.cnncert', inputs: ['r'], outputs: ['y'] },
      ],
      domains: ['ai.cnncert'],
    });
    const graph = loadModel(bytes, { noise: { mode: 'seed', seed: 3 } });
    const [first, , third, fourth] = evaluateGraph(graph, Float64Array.of(0, 3));
    expect([graph.noise?.units, new Set([first, third, fourth]).size]).toEqual([4, 3]);
  });

  it.each([
    ['Terelu', { form: 'steep' }, "form 'steep'", 'form is one of additive, code, scaled.'],
    ['Terelu', { mu: real(-1) }, 'activation terelu: mu is -1', 'Give a positive mu.'],
    ['NoisyHardTanh', { distribution: 'uniform' }, "distribution 'uniform'", 'distribution is one of normal, half-normal.'],
    ['NoisyHardTanh', { c: real(-1) }, 'activation noisy-hard-tanh: c is -1', 'Give a number from 0 to 1e6.'],
    ['NoisyHardSigmoid', { mode: 1 }, "has the attribute 'mode', which version 1 of 'ai.cnncert' does not define", null],
  ] as const)('refuses %s %o', (op, attributes, reason, hint) => {
    try {
      loadModel(custom(op, attributes));
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      expect([error.code, error.message.includes(`${op} 'custom' (opset 17): ${reason}`)]).toEqual(['UNSUPPORTED_OPERATOR', true]);
      if (hint !== null) expect(error.hint).toBe(hint);
    }
  });
});

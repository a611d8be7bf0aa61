import { describe, expect, it } from 'vitest';
import { activation } from '../../../src/activations/registry.js';
import { loadModel } from '../../../src/onnx/load.js';
import { evaluateGraph } from '../../support/evaluate.js';
import { model, type NodeSpec, real, tensor } from '../../support/onnx-writer.js';

interface Constants {
  /** In Min, in Max and in the exponent. */
  readonly mus: readonly [number, number, number];
  /** Of 1 - Exp, and in place of its 1. */
  readonly beta: number;
  readonly one: number;
  /** Divides the exponent; null: not there. */
  readonly width: number | null;
}

const STANDARD: Constants = { mus: [0.75, 0.75, 0.75], beta: 0.7, one: 1, width: null };
const XS = [-5, -1, -0.1, 0, 0.3, 0.75, 0.8, 1, 2, 2.5, 6, 20];

const step = (op: string, inputs: readonly string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});

/** The spelling with alpha 1/2. */
function spelled({ mus, beta, one, width }: Constants, order: readonly [string, string] = ['elu', 'top']): Uint8Array {
  const scalars = { mu0: mus[0], mu1: mus[1], mu2: mus[2], beta, one, width: width ?? 1 };
  return model({
    inputs: [{ name: 'x', shape: [1, XS.length] }],
    outputs: ['y'],
    initializers: Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tensor([], [value])])),
    nodes: [
      step('Min', ['x', 'mu0'], 'low'),
      step('Elu', ['low'], 'elu', { alpha: real(0.5) }),
      step('Max', ['x', 'mu1'], 'high'),
      step('Sub', ['mu2', 'high'], 'fall'),
      ...(width === null ? [] : [step('Div', ['fall', 'width'], 'share')]),
      step('Exp', [width === null ? 'fall' : 'share'], 'decay'),
      step('Sub', ['one', 'decay'], 'rise'),
      step('Mul', ['beta', 'rise'], 'top'),
      step('Add', order, 'y'),
    ],
  });
}

function activationsOf(bytes: Uint8Array): string[] {
  return loadModel(bytes).nodes.flatMap((node) => (node.kind === 'activation' ? node.functions.map(({ name }) => name) : []));
}

const f = Math.fround;

describe('TERELU in operators of ONNX', () => {
  it.each([
    ['additive', STANDARD, ['elu', 'top'], { form: 0, beta: f(0.7), mu: 0.75 }],
    ['additive, the other way round', STANDARD, ['top', 'elu'], { form: 0, beta: f(0.7), mu: 0.75 }],
    ['additive, mu a rounded number', { ...STANDARD, mus: [1.3, 1.3, 1.3] }, ['elu', 'top'], { form: 0, beta: f(0.7), mu: f(1.3) }],
    ['scaled', { ...STANDARD, mus: [2, 2, 2], beta: 1.4, width: 2 }, ['elu', 'top'], { form: 2, beta: f(1.4) / 2, mu: 2 }],
  ] as const)('%s is one activation with the same values', (_, constants, order, parameters) => {
    const bytes = spelled(constants, order);
    const [only, ...more] = loadModel(bytes).nodes.flatMap((node) => (node.kind === 'activation' ? node.functions : []));
    expect([only?.name, only?.parameters, more]).toEqual(['terelu', { alpha: 0.5, ...parameters }, []]);
    const [mu, width, size] = [f(constants.mus[0]), constants.width ?? 1, f(constants.beta)];
    const found = evaluateGraph(loadModel(bytes), Float64Array.from(XS));
    const expected = XS.map((x) => {
      const low = Math.min(x, mu);
      return (low < 0 ? 0.5 * Math.expm1(low) : low) + size * (1 - Math.exp((mu - Math.max(x, mu)) / width));
    });
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))))).toBeLessThan(1e-15);
    expect(activation('terelu', { alpha: 0.5, ...parameters }).evaluate(2.5)).toBe(found[XS.indexOf(2.5)]);
  });

  const next = 0.75 + 2 ** -24;
  it.each([
    ['another bound in Min', { ...STANDARD, mus: [next, 0.75, 0.75] }],
    ['another bound in Max', { ...STANDARD, mus: [0.75, next, 0.75] }],
    ['another constant in the exponent', { ...STANDARD, mus: [0.75, 0.75, next] }],
    ['another constant than 1', { ...STANDARD, one: 1 + 2 ** -23 }],
    ['a negative threshold', { ...STANDARD, mus: [-0.5, -0.5, -0.5] }],
    ['a width that is not mu', { ...STANDARD, mus: [2, 2, 2], width: 4 }],
    ['a width whose reciprocal is rounded', { ...STANDARD, mus: [3, 3, 3], width: 3 }],
  ] as const)('is not seen in %s', (_, constants) => {
    expect(activationsOf(spelled(constants)).sort()).toEqual(['clip', 'clip', 'elu', 'exp']);
  });
});

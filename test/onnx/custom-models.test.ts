import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { certify } from '../../src/api.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { type AttributeSpec, extraFunctions, type FunctionSpec, type NodeSpec, real, reference } from '../support/onnx-writer.js';
import { runRuntime, worstDifference } from '../support/onnx-runtime.js';

const OPSET = 13;
const bytesOf = (name: string) => new Uint8Array(readFileSync(`models/${name}.onnx`));
const pixels = gunzipSync(readFileSync('models/sample-images-idx3-ubyte.gz')).subarray(16);
const labels = gunzipSync(readFileSync('models/sample-labels-idx1-ubyte.gz')).subarray(8);
const image = (index: number) => Float64Array.from(pixels.subarray(784 * index, 784 * (index + 1)), (byte) => Math.fround(byte / 255));

/** `constant(name, value)` is a node that gives a number, or an attribute of the function. */
const constant = (name: string, value: AttributeSpec): NodeSpec => ({
  op: 'Constant',
  inputs: [],
  outputs: [name],
  attributes: { value_float: value },
});

/** `z = Op(x, y)` as a node. */
function step(text: string, attributes: NodeSpec['attributes'] = {}): NodeSpec {
  const [, output = '', op = '', inputs = ''] = /^(\w+) = (\w+)\((.*)\)$/.exec(text) ?? [];
  return { op, inputs: inputs.split(', '), outputs: [output], attributes };
}

/** The operators of ai.cnncert spelled in those of ONNX, as the models use them. */
const spellings: readonly FunctionSpec[] = [
  {
    name: 'Terelu',
    domain: 'ai.cnncert',
    inputs: ['x'],
    outputs: ['y'],
    attributes: ['alpha', 'beta', 'mu', 'form'],
    nodes: [
      constant('one', real(1)),
      constant('beta', reference('beta')),
      constant('mu', reference('mu')),
      step('low = Min(x, mu)'),
      step('elu = Elu(low)', { alpha: reference('alpha') }),
      step('high = Max(x, mu)'),
      step('fall = Sub(mu, high)'),
      step('decay = Exp(fall)'),
      step('rise = Sub(one, decay)'),
      step('top = Mul(beta, rise)'),
      step('y = Add(elu, top)'),
    ],
  },
  {
    name: 'NoisyHardTanh',
    domain: 'ai.cnncert',
    inputs: ['x'],
    outputs: ['y'],
    attributes: ['alpha', 'c', 'p', 'distribution'],
    nodes: [
      constant('one', real(1)),
      constant('minus', real(-1)),
      constant('half', real(0.5)),
      constant('mean', real(Math.sqrt(2 / Math.PI))),
      constant('alpha', reference('alpha')),
      constant('c', reference('c')),
      constant('p', reference('p')),
      step('h = Clip(x, minus, one)'),
      step('difference = Sub(h, x)'),
      step('scaled = Mul(p, difference)'),
      step('logistic = Sigmoid(scaled)'),
      step('gate = Sub(logistic, half)'),
      step('square = Mul(gate, gate)'),
      step('sigma = Mul(c, square)'),
      step('noise = Mul(sigma, mean)'),
      // alpha is above 1: the noise points outward.
      step('sign = Sign(x)'),
      step('directed = Mul(sign, noise)'),
      step('correction = Mul(alpha, difference)'),
      step('mixed = Add(x, correction)'),
      step('y = Add(mixed, directed)'),
    ],
  },
  {
    name: 'NState',
    domain: 'ai.cnncert',
    inputs: ['x'],
    outputs: ['y'],
    attributes: ['states', 'spacing', 'tie'],
    nodes: [
      constant('zero', real(0)),
      constant('one', real(1)),
      constant('step', real(2 / 3)),
      constant('spacing', reference('spacing')),
      step('negative = Neg(spacing)'),
      ...['negative', 'zero', 'spacing'].flatMap((threshold, i) => [
        step(`above${i} = GreaterOrEqual(x, ${threshold})`),
        step(`state${i} = Where(above${i}, step, zero)`),
      ]),
      step('two = Add(state0, state1)'),
      step('three = Add(two, state2)'),
      step('y = Sub(three, one)'),
    ],
  },
];

/** The model with its operators defined as functions, for runtimes that do not know them. */
function spelled(name: string, op: string): Uint8Array {
  return Buffer.concat([
    bytesOf(name),
    extraFunctions(
      OPSET,
      spellings.filter((each) => each.name === op),
    ),
  ]);
}

describe.each([
  ['fmnist_terelu', 'Terelu', 'terelu', 0.008],
  ['fmnist_noisy_tanh', 'NoisyHardTanh', 'noisy-hard-tanh', 0.008],
  ['fmnist_nstate', 'NState', 'n-state', 0.00004],
] as const)('models/%s.onnx', (name, op, activation, epsilon) => {
  it('is evaluated as ONNX Runtime evaluates it with its operators spelled out', async () => {
    const graph = loadModel(bytesOf(name));
    expect(graph.nodes.flatMap((node) => (node.kind === 'activation' ? [node.functions[0]?.name] : []))).toEqual([
      activation,
      activation,
      activation,
    ]);
    let worst = 0;
    for (let index = 0; index < 12; index++) {
      const wanted = await runRuntime(spelled(name, op), 'input', [1, 1, 28, 28], image(index), 'logits');
      worst = Math.max(worst, worstDifference(evaluateGraph(graph, image(index)), wanted.data));
    }
    expect(worst).toBeLessThan(2e-5);
  });

  it('classifies the sample as well as its README says', () => {
    const expected = (
      JSON.parse(readFileSync('models/models.json', 'utf8')) as { models: { name: string; accuracy: { sample: number } }[] }
    ).models;
    const graph = loadModel(bytesOf(name));
    const right = Array.from(labels).filter((label, index) => {
      const logits = [...evaluateGraph(graph, image(index))];
      return logits.indexOf(Math.max(...logits)) === label;
    });
    expect(right.length / labels.length).toBe(expected.find((each) => each.name === name)?.accuracy.sample);
  });

  it('can be certified', () => {
    const found = certify({
      model: bytesOf(name),
      inputs: [0, 1, 2, 3, 5, 8].map(image),
      labels: [0, 1, 2, 3, 5, 8].map((index) => labels[index] ?? NaN),
      epsilon,
      clip: { lower: 0, upper: 1 },
      attack: false,
    });
    expect(found.inputs.filter(({ verdict }) => verdict === 'certified').length).toBeGreaterThanOrEqual(3);
  });
});

describe('noise of models/fmnist_noisy_tanh.onnx', () => {
  const certified = (noise: Parameters<typeof certify>[0]['noise']) =>
    certify({
      model: bytesOf('fmnist_noisy_tanh'),
      inputs: [image(1)],
      labels: [labels[1] ?? NaN],
      epsilon: 0.002,
      attack: false,
      ...(noise && { noise }),
    });
  const lowest = ({ inputs }: ReturnType<typeof certify>) => Math.min(...(inputs[0]?.margins ?? []).map(({ lower }) => lower ?? -Infinity));

  it('costs margin, and what is certified at its worst holds for the expectation and for a draw', () => {
    const [expected, worst, drawn] = [certified(undefined), certified({ mode: 'worst' }), certified({ mode: 'seed', seed: 1 })].map(lowest);
    expect([(worst ?? NaN) > 0, (expected ?? NaN) > (worst ?? NaN), (drawn ?? NaN) > (worst ?? NaN)]).toEqual([true, true, true]);
  });
});

it('models/fmnist_terelu.onnx with Terelu spelled out is recognised and is the same network', () => {
  const [whole, parts] = [bytesOf('fmnist_terelu'), spelled('fmnist_terelu', 'Terelu')].map((bytes) => loadModel(bytes));
  if (whole === undefined || parts === undefined) throw new Error('two models');
  expect(parts.nodes.map(({ kind }) => kind)).toEqual(whole.nodes.map(({ kind }) => kind));
  expect([...evaluateGraph(parts, image(3))]).toEqual([...evaluateGraph(whole, image(3))]);
});

import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { weights } from '../support/onnx-runtime.js';
import { type AttributeSpec, ints, model, type NodeSpec } from '../support/onnx-writer.js';

type Step = readonly [op: string, attributes?: Readonly<Record<string, AttributeSpec>>, constant?: string];

/** A dense layer of some outputs and a chain of operators after it. */
function ending(steps: readonly Step[], outputs = 4, opset = 17): Uint8Array {
  const nodes: NodeSpec[] = [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['t0'] }];
  steps.forEach(([op, attributes = {}, constant], i) => {
    nodes.push({ op, inputs: [`t${i}`, ...(constant === undefined ? [] : [constant])], outputs: [`t${i + 1}`], attributes });
  });
  const initializers = { w: weights([3, outputs]), flat: ints(-1), wide: ints(1, 2, 2) };
  return model({ opset, inputs: [{ name: 'x', shape: [1, 3] }], outputs: [`t${steps.length}`], initializers, nodes });
}

function summary({ stripped, nodes, output }: Graph): readonly unknown[] {
  return [stripped, nodes.map((node) => node.kind).join(' '), output.shape];
}

describe('stripped from the end', () => {
  const cases: readonly (readonly [string, Uint8Array, readonly string[], string, readonly number[]])[] = [
    ['Softmax', ending([['Softmax']]), ['softmax'], 'input dense', [1, 4]],
    ['Softmax, axis 1', ending([['Softmax', { axis: 1 }]]), ['softmax'], 'input dense', [1, 4]],
    ['Softmax of opset 12 over all axes', ending([['Reshape', {}, 'wide'], ['Softmax']], 4, 12), ['softmax'], 'input dense', [1, 2, 2]],
    ['LogSoftmax', ending([['LogSoftmax']]), ['log-softmax'], 'input dense', [1, 4]],
    ['ArgMax', ending([['ArgMax', { axis: 1, keepdims: 0 }]]), ['argmax'], 'input dense', [1, 4]],
    ['Hardmax', ending([['Hardmax']]), ['hardmax'], 'input dense', [1, 4]],
    ['Softmax, ArgMax and what follows', ending([['Identity'], ['Softmax'], ['ArgMax', { axis: -1 }], ['Squeeze'], ['Cast', { to: 6 }]]), ['softmax', 'argmax'], 'input dense', [1, 4]],
    ['Softmax before a Reshape', ending([['Softmax'], ['Reshape', {}, 'flat'], ['Identity']]), ['softmax'], 'input dense', [1, 4]],
    ['Sigmoid of a single output', ending([['Sigmoid']], 1), ['sigmoid'], 'input dense', [1, 1]],
    ['only the Softmax after a Sigmoid of several outputs', ending([['Sigmoid'], ['Softmax']]), ['softmax'], 'input dense activation', [1, 4]],
  ]; // prettier-ignore

  it.each(cases)('%s', (_, bytes, stripped, kinds, shape) => {
    expect(summary(loadModel(bytes))).toEqual([stripped, kinds, shape]);
  });

  it('is told to the user', () => {
    expect(loadModel(ending([['Softmax'], ['ArgMax', { axis: 1 }]])).notices).toEqual([
      'The final softmax and argmax is stripped: bounds are on the scores before it.',
    ]);
  });
});

describe('not stripped', () => {
  it.each([
    ['Sigmoid of several outputs', ending([['Sigmoid']]), 'input dense activation'],
    ['Sigmoid before another layer', ending([['Sigmoid'], ['Relu']], 1), 'input dense activation activation'],
    ['the inner one of two Sigmoids', ending([['Sigmoid'], ['Sigmoid']], 1), 'input dense activation'],
  ])('%s', (_, bytes, kinds) => {
    expect(loadModel(bytes).nodes.map((node) => node.kind).join(' ')).toBe(kinds); // prettier-ignore
  });

  it('a Sigmoid with keepOutput', () => {
    expect(summary(loadModel(ending([['Sigmoid']], 1), { keepOutput: true }))).toEqual([[], 'input dense activation', [1, 1]]);
  });

  it.each([
    [
      'Softmax over another axis',
      ending([
        ['Reshape', {}, 'wide'],
        ['Softmax', { axis: 1 }],
      ]),
    ],
    ['Softmax of opset 13 over the last axis of several', ending([['Reshape', {}, 'wide'], ['Softmax']])],
    ['Softmax in the middle', ending([['Softmax'], ['Relu']])],
  ])('%s', (_, bytes) => {
    const graph = loadModel(bytes);
    expect([graph.stripped, graph.nodes.map(({ kind }) => kind).includes('activation')]).toEqual([[], true]);
  });
});

import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { outputRange } from '../../src/certify/output-range.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { Graph, GraphNode } from '../../src/graph/graph.js';
import { graphOf } from '../support/random-graph.js';

const flat = (channels: number) => ({ height: 1, width: 1, channels });
const EXACT = { weightUnits: 0, biasError: null } as const;

/** Two logits x and -x, a function of each, and whatever comes after. */
function model(name: string, parameters: Record<string, number>, tail: (id: number) => GraphNode[]): Graph {
  const nodes: GraphNode[] = [
    { kind: 'input', id: 0, inputs: [], origin: [], shape: flat(1) },
    { kind: 'dense', id: 1, inputs: [0], origin: [], shape: flat(2), weights: Float64Array.of(1, -1), bias: null, ...EXACT },
    { kind: 'activation', id: 2, inputs: [1], origin: [], shape: flat(2), functions: [activation(name, parameters)] },
    ...tail(2),
  ];
  return graphOf(nodes, nodes.length - 1);
}

const second = (from: number): GraphNode => ({ kind: 'channel-slice', id: from + 1, inputs: [from], origin: [], shape: flat(1), start: 1 });
const scaled = (from: number, scale: number, shift: number, channels: number): GraphNode => {
  const constants = { scale: Float64Array.of(scale), shift: Float64Array.of(shift) };
  return { kind: 'affine', id: from + 1, inputs: [from], origin: [], shape: flat(channels), ...constants, ...EXACT };
};
const gathered = (from: number): GraphNode => ({
  kind: 'sparse', id: from + 1, inputs: [from], origin: [], shape: flat(1), starts: Int32Array.of(0, 1), indices: Int32Array.of(0), weights: null, bias: null, ...EXACT,
}); // prettier-ignore

describe('the range of an output', () => {
  it.each([
    ['a sigmoid behind a slice', model('sigmoid', {}, (id) => [second(id)]), [0, 1]],
    ['a sigmoid behind a gather', model('sigmoid', {}, (id) => [gathered(id)]), [0, 1]],
    ['1 - sigmoid', model('sigmoid', {}, (id) => [scaled(id, -1, 1, 2), second(id + 1)]), [0, 1]],
    ['a clip', model('clip', { min: -2, max: 3 }, (id) => [second(id)]), [-2, 3]],
    ['a ReLU', model('relu', {}, (id) => [second(id)]), [0, Number.MAX_VALUE]],
  ] as const)('of %s', (_name, graph, range) => {
    const { lower, upper } = outputRange(graph, 0);
    expect([lower, upper]).toEqual(range);
  });
});

describe('a binary model whose output is a probability', () => {
  const certify = (graph: Graph, x: number, epsilon: number, threshold = 0.5) => {
    const classifier = new Classifier(graph, createReferenceEngine());
    const settings = { ...DEFAULT_SETTINGS, epsilon, threshold };
    return certifyInput(classifier, { index: 0, input: [x], label: null }, settings, { now: () => 0 });
  };

  it('is decided at the threshold itself, not at its logit', () => {
    const graph = model('sigmoid', {}, (id) => [second(id)]);
    expect(certify(graph, 1, 0.5)).toMatchObject({ prediction: 0, verdict: 'certified' });
    expect(certify(graph, -1, 0.5)).toMatchObject({ prediction: 1, verdict: 'certified' });
    expect(certify(graph, -1, 1.5)).toMatchObject({ prediction: 1, verdict: 'falsified' });
    expect(certify(graph, -1, 0.5, 0.9)).toMatchObject({ prediction: 0, verdict: 'certified' });
  });
});

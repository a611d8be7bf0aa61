import { describe, expect, it } from 'vitest';
import { activation } from '../../../src/activations/registry.js';
import type { AffineNode, Graph, GraphNode } from '../../../src/graph/graph.js';
import { mergeSteps } from '../../../src/graph/rewrites/merge-steps.js';
import { roundAndClip } from '../../../src/graph/rewrites/round-and-clip.js';
import { sumOfSteps } from '../../../src/graph/rewrites/step-terms.js';
import { loadModel } from '../../../src/onnx/load.js';
import { add, dyadic, type Dyadic, multiply, ZERO } from '../../support/dyadic.js';
import { absolute, less, subtract } from '../../support/dyadic-parts.js';
import { evaluateGraph } from '../../support/evaluate.js';
import { ulpsFrom } from '../../support/intervals.js';
import { oneOp } from '../../support/onnx-runtime.js';
import { model, type NodeSpec, tensor } from '../../support/onnx-writer.js';
import { Random } from '../../support/random.js';
import { graphOf, inputNode } from './linear-pairs.js';

const one = { height: 1, width: 1, channels: 1 };

function kindsOf(graph: Graph): string[] {
  return graph.nodes.map((node) => (node.kind === 'activation' ? (node.functions[0]?.name ?? '') : node.kind));
}

/** The thresholds -0.75, -0.1, 0.5 in float32. */
const thresholds = [-0.75, -0.1, 0.5].map(Math.fround);
const g = Object.fromEntries(thresholds.map((t, i) => [`g${i}`, tensor([], [t])]));
const constants = { ...g, one: tensor([], [1]), minus: tensor([], [-1]), half: tensor([], [0.5]), step: tensor([], [Math.fround(2 / 3)]) };

/** One node of two or more inputs; its output has the name of the node. */
function call(name: string, op: string, ...inputs: string[]): NodeSpec {
  return { op, name, inputs, outputs: [name] };
}

/** Sum of step_i, times 2/3, minus 1. */
function staircase(steps: readonly NodeSpec[]): Uint8Array {
  const nodes = [...steps, call('sum', 'Sum', 'h0', 'h1', 'h2'), call('scaled', 'Mul', 'sum', 'step'), call('y', 'Add', 'scaled', 'minus')];
  return model({
    inputs: [{ name: 'x', shape: [11] }],
    outputs: ['y'],
    initializers: constants,
    nodes,
  });
}

const each = (make: (i: number) => NodeSpec[]) => [0, 1, 2].flatMap(make);
const float = (name: string, input: string): NodeSpec => ({ ...call(name, 'Cast', input), attributes: { to: 1 } });

const spellings: Readonly<Record<string, readonly [NodeSpec[], number]>> = {
  'Sign(x - g)': [each((i) => [call(`d${i}`, 'Sub', 'x', `g${i}`), call(`s${i}`, 'Sign', `d${i}`), call(`p${i}`, 'Add', `s${i}`, 'one'), call(`h${i}`, 'Mul', `p${i}`, 'half')]), 0.5],
  '-Sign(g - x)': [each((i) => [call(`d${i}`, 'Sub', `g${i}`, 'x'), call(`s${i}`, 'Sign', `d${i}`), call(`p${i}`, 'Sub', 'one', `s${i}`), call(`h${i}`, 'Mul', `p${i}`, 'half')]), 0.5],
  'Greater': [each((i) => [call(`b${i}`, 'Greater', 'x', `g${i}`), float(`h${i}`, `b${i}`)]), 0],
  'LessOrEqual the other way round': [each((i) => [call(`b${i}`, 'LessOrEqual', `g${i}`, 'x'), float(`h${i}`, `b${i}`)]), 1],
  'Less and Not': [each((i) => [call(`b${i}`, 'Less', 'x', `g${i}`), call(`n${i}`, 'Not', `b${i}`), float(`h${i}`, `n${i}`)]), 1],
  'Where': [each((i) => [call(`b${i}`, 'GreaterOrEqual', 'x', `g${i}`), call(`h${i}`, 'Where', `b${i}`, 'one', 'zero')]), 1],
}; // prettier-ignore

describe('a sum of steps is one staircase', () => {
  const points = [...thresholds.flatMap((t) => [ulpsFrom(t, -1), t, ulpsFrom(t, 1)]), -3, 3];

  it.each(Object.entries(spellings))('%s', (_, [steps, tie]) => {
    const zero = steps.some(({ op }) => op === 'Where') ? [{ op: 'Constant', inputs: [], outputs: ['zero'], attributes: { value: tensor([], [0]) } }] : []; // prettier-ignore
    const graph = loadModel(staircase([...zero, ...steps]));
    const passed = points.map((x) => thresholds.map((t) => (x > t ? 1 : x < t ? 0 : tie)).reduce((a, b) => a + b, 0));
    expect(kindsOf(graph)).toEqual(['input', 'staircase', 'affine']);
    expect([...evaluateGraph(graph, Float64Array.from(points))]).toEqual(passed.map((n) => n * Math.fround(2 / 3) - 1));
  });
});

describe('what is not merged', () => {
  const affineNode = (id: number, inputs: readonly number[], scale: number, shift: number): AffineNode => ({
    kind: 'affine', id, inputs, shape: one, origin: [], scale: Float64Array.of(scale), shift: Float64Array.of(shift), weightUnits: 0, biasError: null,
  }); // prettier-ignore
  const node = (id: number, input: number, name: string): GraphNode => ({ kind: 'activation', id, inputs: [input], shape: one, origin: [], functions: [activation(name)] }); // prettier-ignore
  const sum = (id: number, ...inputs: number[]): GraphNode => ({
    kind: 'add',
    id,
    inputs,
    signs: inputs.map(() => 1),
    shape: one,
    origin: [],
  });

  it.each([
    ['another scale, whose threshold is no double', affineNode(1, [0], 3, -1)],
    ['a shift that is known roughly', { ...affineNode(1, [0], 1, -1), biasError: Float64Array.of(1e-9) }],
    ['a scale that is known roughly', { ...affineNode(1, [0], 1, -1), weightUnits: 2 }],
  ])('%s', (_, affine) => {
    expect(mergeSteps(graphOf([inputNode(one), affine, node(2, 1, 'sign'), node(3, 0, 'sign'), sum(4, 2, 3)]))).toBeNull();
  });

  it('other functions', () => {
    expect(mergeSteps(graphOf([inputNode(one), node(1, 0, 'sign'), node(2, 0, 'relu'), sum(3, 1, 2)]))).toBeNull();
  });

  it('but the same with an exact shift is', () => {
    const graph = graphOf([inputNode(one), affineNode(1, [0], -1, 2), node(2, 1, 'step'), node(3, 0, 'step'), sum(4, 2, 3)]);
    const merged = mergeSteps(graph) ?? graph;
    const values = (each: Graph) => [-1, -0, 1, 2, 3].map((x) => evaluateGraph(each, Float64Array.of(x))[0]);
    expect([merged.nodes[4]?.kind, values(merged)]).toEqual(['activation', values(graph)]);
  });
});

describe('the sum of the levels', () => {
  it('is within its error of the exact one', () => {
    const random = new Random(3);
    for (let round = 0; round < 300; round++) {
      const terms = Array.from({ length: 4 }, () => {
        const inexact = (error: number) => ({ value: random.uniform(-2, 2) / 3, error });
        return { f: { thresholds: [random.integer(-3, 3)], values: [random.uniform(-1, 1)], levels: [random.uniform(-1, 1), 0.1], error: 0 }, coefficient: inexact(0), offset: inexact(0) };
      }); // prettier-ignore
      const sum = sumOfSteps(terms);
      const first = terms.map(({ f, coefficient, offset }) =>
        add(multiply(dyadic(coefficient.value), dyadic(f.levels[0]!)), dyadic(offset.value)),
      );
      const exact = first.reduce<Dyadic>(add, ZERO);
      expect(less(dyadic(sum.error), absolute(subtract(exact, dyadic(sum.levels[0]!))))).toBe(false);
    }
  });
});

describe('Round and Clip', () => {
  const s = Math.fround(0.1);
  const bounds = { low: tensor([], [-3]), high: tensor([], [4]) };
  const spec = (nodes: NodeSpec[], extra = {}) =>
    model({
      inputs: [{ name: 'x', shape: [9] }],
      outputs: ['y'],
      initializers: { s: tensor([], [s]), two: tensor([], [2]), ...bounds, ...extra },
      nodes,
    });
  const xs = Float64Array.of(-1, -0.3, -0.149, -0.05, 0, 0.06, 0.24, 0.351, 2);

  it.each([
    ['round, then clip', spec([call('d', 'Div', 'x', 's'), call('r', 'Round', 'd'), call('c', 'Clip', 'r', 'low', 'high'), call('y', 'Mul', 'c', 's')]), 0],
    ['clip, then round', spec([call('d', 'Div', 'x', 's'), call('c', 'Clip', 'd', 'low', 'high'), call('r', 'Round', 'c'), call('y', 'Mul', 'r', 's')]), 0],
    ['a zero point', spec([call('d', 'Div', 'x', 's'), call('r', 'Round', 'd'), call('z', 'Add', 'r', 'two'), call('c', 'Clip', 'z', 'low', 'high'), call('y', 'Mul', 'c', 's')]), 2],
  ])('%s: one quantize', (_, bytes, zero) => {
    const graph = loadModel(bytes);
    expect(kindsOf(graph)).toEqual(['input', 'affine', 'quantize', 'affine']);
    const wanted = [...xs].map((x) => Math.min(4, Math.max(-3, Math.round(x / s) + zero)) * s);
    expect(Math.max(...[...evaluateGraph(graph, xs)].map((y, i) => Math.abs(y - wanted[i]!)))).toBeLessThan(1e-15);
  }); // prettier-ignore

  it('rounds the bounds of a clip before it', () => {
    const graph = loadModel(
      spec([call('c', 'Clip', 'x', 'a', 'b'), call('y', 'Round', 'c')], { a: tensor([], [-0.6]), b: tensor([], [1.5]) }),
    );
    expect([kindsOf(graph), ...evaluateGraph(graph, Float64Array.of(-9, -0.6, -0.55, -0.5, 0.5, 1.4, 1.5, 2, 9))]).toEqual([
      ['input', 'quantize'],
      ...[-1, -1, -1, 0, 0, 1, 2, 2, 2],
    ]);
  });

  it('leaves a clip after it with bounds that are no whole numbers', () => {
    const bytes = spec([call('r', 'Round', 'x'), call('y', 'Clip', 'r', 'a', 'b')], { a: tensor([], [-0.6]), b: tensor([], [1.5]) });
    expect(kindsOf(loadModel(bytes))).toEqual(['input', 'round', 'clip']);
  });

  it('leaves a rounding that others read', () => {
    const bytes = spec([call('r', 'Round', 'x'), call('c', 'Clip', 'r', 'low', 'high'), call('y', 'Add', 'c', 'r')]);
    expect(kindsOf(loadModel(bytes))).toEqual(['input', 'round', 'leaky-clip']);
  });

  it('leaves a ReLU', () => {
    expect(roundAndClip(loadModel(oneOp({ op: 'Round', shape: [3], after: [call('output', 'Relu', 'y')] })))).toBeNull();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { activation } from '../../../../src/activations/registry.js';
import type { Graph, GraphNode } from '../../../../src/graph/graph.js';
import type * as Spelled from '../../../../src/graph/rewrites/spelled-activations.js';
import { loadModel } from '../../../../src/onnx/load.js';
import { add, compare, dyadic, type Dyadic, multiply } from '../../../support/dyadic.js';
import { absolute, subtract, toNumber } from '../../../support/dyadic-parts.js';
import { evaluateExactly } from '../../../support/evaluate-exactly.js';
import { allowance } from '../../../support/precise.js';
import { Random } from '../../../support/random.js';
import { Expression } from './expression.js';
import { type Spelling, spellings } from './spellings.js';

const recognition = vi.hoisted(() => ({ on: true }));
vi.mock('../../../../src/graph/rewrites/spelled-activations.js', async (original) => {
  const { spelledActivations } = await original<typeof Spelled>();
  return { spelledActivations: (graph: Graph) => (recognition.on ? spelledActivations(graph) : null) };
});

function loaded(write: Spelling['write'], on: boolean): Graph {
  const e = new Expression();
  recognition.on = on;
  return loadModel(e.model([1, 1], write(e, 'x')));
}

/** No activation here is steeper, the powers on [-4, 4] apart. */
const STEEPEST = 256;

const UNIT = dyadic(2 ** -53);

/** How far the graph may be from the function it stands for, by its own account: the constants of every affine, through everything after it. */
function account(graph: Graph, point: readonly Dyadic[]): Dyadic {
  const total = graph.nodes.reduce((sum, node) => add(sum, own(graph, node, point)), dyadic(0));
  return multiply(total, dyadic(STEEPEST));
}

function own(graph: Graph, node: GraphNode, point: readonly Dyadic[]): Dyadic {
  if (node.kind !== 'affine' || (node.weightUnits === 0 && node.biasError === null)) return dyadic(0);
  const input = absolute(evaluateExactly({ ...graph, outputNode: node.inputs[0]! }, point)[0]!);
  const scaled = multiply(multiply(dyadic(Math.abs(node.scale?.[0] ?? 1)), input), multiply(dyadic(node.weightUnits), UNIT));
  return add(scaled, dyadic(node.biasError?.[0] ?? 0));
}

/** The worst excess over the two accounts, at points where the parts of a spelling are defined. */
function worstExcess(parts: Graph, whole: Graph): number {
  const random = new Random(7);
  let worst = 0;
  for (const x of [0, 0.5, -3, 3, ...random.array(30, -4, 4)]) {
    const point = [dyadic(x)];
    const [wanted, found] = [evaluateExactly(parts, point)[0]!, evaluateExactly(whole, point)[0]!];
    const difference = absolute(subtract(wanted, found));
    const reference = allowance(multiply(dyadic(2 ** 20), add(dyadic(1), absolute(wanted))));
    const allowed = add(add(account(parts, point), account(whole, point)), reference);
    if (compare(difference, allowed) > 0) worst = Math.max(worst, toNumber(subtract(difference, allowed)));
  }
  return worst;
}

describe('in exact arithmetic, an activation is what its spelling is, up to the rounding that the graph states', () => {
  it.each(spellings)('$name', ({ write }) => {
    expect(worstExcess(loaded(write, false), loaded(write, true))).toBe(0);
  });

  it('few spellings need a rounded constant, and none many units', () => {
    const units = spellings.map(({ write }) =>
      Math.max(0, ...loaded(write, true).nodes.map((node) => (node.kind === 'affine' ? node.weightUnits : 0))),
    );
    expect(units.filter((unit) => unit > 0).length).toBeLessThan(spellings.length / 3);
    expect(Math.max(...units)).toBeLessThan(16);
  });
});

describe('an activation that takes the constants of a file for the ideal ones is caught', () => {
  const forget = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) => (node.kind === 'affine' ? { ...node, weightUnits: 0, biasError: null } : node)),
  });
  const ideal = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === 'affine' ? { ...node, scale: node.scale?.map((x) => (Math.abs(x - 1) < 1e-6 ? 1 : x)) ?? null } : node,
    ),
  });
  const named = (name: string) => spellings.find((spelling) => spelling.name === name)!.write;

  it.each(['GELU of Keras', 'GELU of PyTorch', 'HardSwish by HardSigmoid', 'HardSwish by Clip, scaled before'])('%s', (name) => {
    expect(worstExcess(loaded(named(name), false), ideal(loaded(named(name), true)))).toBeGreaterThan(1e-10);
  });

  it.each(['GELU of Keras', 'Softsign, steeper'])('%s, its rounding forgotten', (name) => {
    expect(worstExcess(loaded(named(name), false), forget(loaded(named(name), true)))).toBeGreaterThan(1e-20);
  });

  const misread = (graph: Graph, changes: (parameters: Readonly<Record<string, number>>) => Readonly<Record<string, number>>): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === 'activation'
        ? { ...node, functions: node.functions.map(({ name, parameters }) => activation(name, { ...parameters, ...changes(parameters) })) }
        : node,
    ),
  });
  const mean = Math.sqrt(2 / Math.PI) / Math.fround(0.7978845608);

  it.each([
    ['1 for alpha + (1 - alpha)', () => ({ slope: 1 })],
    ['1 - alpha for the constant beside it', () => ({ leak: 1 - Math.fround(1.15) })],
    ['sqrt(2 / pi) for a single precision mean', ({ left = NaN, right = NaN }) => ({ left: left * mean, right: right * mean })],
    ['the sides exchanged', ({ left = NaN, right = NaN }) => ({ left: right, right: left })],
    ['one side for both', ({ right = NaN }) => ({ left: right })],
    ['no noise', () => ({ left: 0, right: 0 })],
    ['p / 2 for p', ({ p = NaN }) => ({ p: p / 2 })],
    ['a saturation point a little further', () => ({ max: 1 + 2 ** -23 })],
  ] as const)('noisy hard tanh with %s', (_, changes) => {
    const { write } = spellings.find(({ name }) => name === 'noisy hard tanh')!;
    const [parts, whole] = [loaded(write, false), loaded(write, true)];
    expect([worstExcess(parts, whole), worstExcess(parts, misread(whole, changes)) > 1e-10]).toEqual([0, true]);
  });
});

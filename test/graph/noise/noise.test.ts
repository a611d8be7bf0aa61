import { describe, expect, it } from 'vitest';
import type { Activation } from '../../../src/activations/activation.js';
import { activation } from '../../../src/activations/registry.js';
import { Classifier } from '../../../src/certify/classifier.js';
import { certifyInput } from '../../../src/certify/certify-input.js';
import { DEFAULT_SETTINGS } from '../../../src/certify/settings.js';
import { createReferenceEngine } from '../../../src/engine/reference.js';
import { Bounder } from '../../../src/bounds/bounder.js';
import { ballRegion } from '../../../src/bounds/region.js';
import { type Graph, mapSize } from '../../../src/graph/graph.js';
import { bandFor, coverage } from '../../../src/graph/noise/coverage.js';
import { normalDraws } from '../../../src/graph/noise/draws.js';
import { type NoiseSettings, withNoise } from '../../../src/graph/noise/noise.js';
import { Program } from '../../../src/graph/program.js';
import { Net } from '../../support/graphs.js';
import { Random } from '../../support/random.js';
import { RandomGraph } from '../../support/random-graph.js';

describe('coverage', () => {
  it.each([
    [1, 2.5758],
    [100, 3.8894],
    [1000, 4.4161],
  ])('99 %% of the draws of %s units lie within %s', (units, k) => {
    const band = bandFor(0.99, units);
    expect(Math.abs(band - k)).toBeLessThan(2e-4);
    expect([coverage(band, units) >= 0.99, coverage(band - 2e-4, units) < 0.99]).toEqual([true, true]);
  });

  it('is that of the normal distribution', () => {
    expect([coverage(1, 1), coverage(2, 3), coverage(0, 5)].map((p) => +p.toFixed(6))).toEqual([0.682689, 0.869616, 0]);
  });
});

describe('draws', () => {
  it('are SplitMix64 and the polar method', () => {
    // SplitMix64(0) begins with e220a8397b1dcdaf, 6e789e6aa1b965f4: u = 0.766623.., v = -0.136949..
    const [u, v] = [2 * 0.8833108082136426 - 1, 2 * 0.43152799704850997 - 1];
    const factor = Math.sqrt((-2 * Math.log(u * u + v * v)) / (u * u + v * v));
    const draw = normalDraws(0);
    expect([draw(), draw()].map((x) => +x.toFixed(12))).toEqual([u * factor, v * factor].map((x) => +x.toFixed(12)));
  });

  it('are normal: moments, and other seeds other draws', () => {
    const draw = normalDraws(7);
    const xs = Array.from({ length: 20000 }, draw);
    const mean = (f: (x: number) => number) => xs.reduce((sum, x) => sum + f(x), 0) / xs.length;
    expect(Math.abs(mean((x) => x))).toBeLessThan(0.03);
    expect(Math.abs(mean((x) => x * x) - 1)).toBeLessThan(0.04);
    expect(Math.abs(mean((x) => (Math.abs(x) < 1 ? 1 : 0)) - 0.6827)).toBeLessThan(0.015);
    expect(normalDraws(8)()).not.toBe(normalDraws(7)());
  });
});

/** Noise strong enough to be seen, and its distribution both ways. */
const FUNCTIONS = [
  activation('noisy-hard-tanh', { alpha: 1.15, c: 6, p: 2 }),
  activation('noisy-hard-tanh', { alpha: 0.5, c: 6, p: 2, distribution: 1 }),
  activation('noisy-hard-sigmoid', { c: 4, p: 5, distribution: 0 }),
];

/** The graph with one draw within [-k, k] a unit. */
function drawn(graph: Graph, random: Random, k: number): Graph {
  const corner = random.next() < 0.5;
  const nodes = graph.nodes.map((node) => {
    if (node.kind !== 'activation') return node;
    const one = (element: number) => {
      const f = node.functions[element % node.functions.length];
      const noise = corner ? random.pick([-k, k]) : random.uniform(-k, k);
      return activation(f!.name, { ...f!.parameters, mode: 2, noise });
    };
    return { ...node, functions: Array.from({ length: mapSize(node.shape) }, (_, element) => one(element)) };
  });
  return { ...graph, nodes };
}

/** The worst amount by which an output of any draw, at any sampled point, leaves the bounds of `bounded`. */
function worstEscape(graph: Graph, bounded: Graph, k: number, random: Random): number {
  const centre = random.array(mapSize(graph.nodes[0]!.shape), -2, 2);
  const size = mapSize(graph.nodes[graph.outputNode]!.shape);
  const rows = Array.from({ length: size }, (_, i) =>
    [1, -1].map((sign) => Float64Array.from({ length: size }, (_x, j) => (i === j ? sign : 0))),
  ).flat();
  const region = ballRegion('linf', centre, 0.4, null, null);
  const engine = createReferenceEngine();
  const lower = new Bounder(new Program(bounded, engine)).lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive' });
  let worst = 0;
  for (let round = 0; round < 40; round++) {
    const program = new Program(drawn(graph, random, k), engine);
    const output = program.evaluate(centre.map((x) => x + random.uniform(-0.4, 0.4)));
    rows.forEach((row, i) => (worst = Math.max(worst, lower[i]! - row.reduce((sum, a, j) => sum + a * output[j]!, 0) - 1e-12)));
  }
  return worst;
}

describe('a graph with noise', () => {
  const graphs = Array.from({ length: 12 }, (_, seed) => new RandomGraph(new Random(seed + 1), FUNCTIONS, false).build(4));
  const noisy = graphs.filter((graph) => graph.nodes.some(({ kind }) => kind === 'activation'));

  it('worst: no draw within k leaves the bounds, and with less noise, or that of the expectation alone, some do', () => {
    const escapes = (settings: NoiseSettings) =>
      Math.max(...noisy.map((graph, i) => worstEscape(graph, withNoise(graph, settings), 2, new Random(i))));
    expect(noisy.length).toBeGreaterThan(6);
    expect(escapes({ mode: 'worst', k: 2 })).toBe(0);
    expect(escapes({ mode: 'expectation' })).toBeGreaterThan(0.01);
    expect(escapes({ mode: 'worst', k: 0.5 })).toBeGreaterThan(0.01);
  });

  const net = new Net(2).dense([[3, 1], [-2, 4], [1, 1]]).apply('noisy-hard-tanh').dense([[1, -1, 0.5], [0.3, 1, -1]]).build(); // prettier-ignore

  it('counts its units and says what is covered', () => {
    expect(withNoise(net, { mode: 'worst', k: 3 }).noise).toEqual({ mode: 'worst', units: 3, k: 3, coverage: coverage(3, 3) });
    expect(withNoise(net, { mode: 'worst' }).noise?.k).toBe(bandFor(0.99, 3));
    expect(withNoise(net, { mode: 'seed', seed: 4 }).noise).toEqual({ mode: 'seed', units: 3, seed: 4 });
    expect(withNoise(withNoise(net, { mode: 'worst' }), { mode: 'expectation' }).noise).toEqual({ mode: 'expectation', units: 3 });
  });

  it('seed: the draws go to the units in order', () => {
    const draw = normalDraws(4);
    const [, , node] = withNoise(net, { mode: 'seed', seed: 4 }).nodes;
    const values = node?.kind === 'activation' ? node.functions.map((f) => [f.parameters['mode'], f.parameters['noise']]) : [];
    expect(values).toEqual([draw(), draw(), draw()].map((x) => [2, x]));
  });

  it('says so where there is no noise', () => {
    const graph = new Net(2).apply('relu').build();
    expect(withNoise(graph, { mode: 'worst' }).notices).toEqual(["The model has no noisy units: noise 'worst' makes no difference."]);
  });

  it('says of units that the file has spelled that their noise stays, and leaves them', () => {
    const spelled = activation('leaky-clip', { right: 0.2, left: -0.2 });
    const noiseless = activation('leaky-clip', { leak: 0.1 });
    const withUnits = (graph: Graph, f: Activation): Graph => ({
      ...graph,
      nodes: graph.nodes.map((node) => (node.kind === 'activation' ? { ...node, functions: [f] } : node)),
    });
    const notices = (graph: Graph, mode: 'worst' | 'expectation') => withNoise(graph, { mode }).notices;
    const none = "The model has no noisy units: noise 'worst' makes no difference.";
    const fixed =
      "3 units are noisy ones spelled in standard operators: the file fixes what their noise is, and noise 'worst' does not change it.";
    const graph = withUnits(net, spelled);
    expect(notices(graph, 'worst')).toEqual([none, fixed]);
    expect(notices(graph, 'expectation')).toEqual([none.replace('worst', 'expectation')]);
    expect(notices(withUnits(net, noiseless), 'worst')).toEqual([none]);
    expect(withNoise(graph, { mode: 'worst', k: 3 }).nodes).toEqual(graph.nodes);
  });

  it.each([
    { mode: 'worst', k: -1 },
    { mode: 'worst', k: NaN },
    { mode: 'seed', seed: 0.5 },
    { mode: 'seed', seed: -3 },
  ] as const)('refuses %o', (settings) => {
    expect(() => withNoise(net, settings)).toThrow(/of the noise is/);
  });
});

describe('verdicts under noise', () => {
  // Margin of class 0: phi(x) - 0.9. At x = 2: the expectation is 0.85, a draw of +3 gives 1.9: only the draw is classified rightly.
  const graph = (level: number) => {
    const net = new Net(1)
      .apply('noisy-hard-tanh')
      .dense([[1], [0]], [0, level])
      .build();
    const node = net.nodes[1];
    if (node?.kind !== 'activation') throw new Error('no activation');
    const functions = [activation('noisy-hard-tanh', { c: 20, p: 1 })];
    return { ...net, nodes: net.nodes.map((other) => (other === node ? { ...node, functions } : other)) };
  };
  const verdict = (level: number, settings: NoiseSettings, x: number, epsilon: number) => {
    const classifier = new Classifier(withNoise(graph(level), settings), createReferenceEngine());
    const task = { index: 0, label: 0, input: Float64Array.of(x) };
    const { status, verdict: found, counterexample } = certifyInput(classifier, task, { ...DEFAULT_SETTINGS, epsilon }, { now: () => 0 });
    return [status, found, counterexample === undefined ? null : counterexample.margin < 0];
  };

  it('worst: certified only if every draw is', () => {
    expect(verdict(0.5, { mode: 'expectation' }, 2, 0.1)).toEqual(['ok', 'certified', null]);
    expect(verdict(0.5, { mode: 'worst', k: 0.1 }, 2, 0.1)).toEqual(['ok', 'certified', null]);
    // With |xi| <= 3 some draw puts the input itself into the other class: not certified, and not falsified, as the expected network is right.
    expect(verdict(0.5, { mode: 'worst', k: 3 }, 2, 0.1)).toEqual(['ok', 'unknown', null]);
  });

  it('worst: falsified only for the expected draw, with a point that it puts into another class', () => {
    expect(verdict(0.9, { mode: 'worst', k: 3 }, 1.2, 1)).toEqual(['ok', 'falsified', true]);
    expect(verdict(0.9, { mode: 'worst', k: 3 }, 2, 0.1)[0]).toBe('misclassified');
  });
});

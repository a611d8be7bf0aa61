import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder, type Method } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { mapSize, type Graph, type GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { ZERO, add, compare, dyadic, multiply } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { RandomGraph, graphOf } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

/** Scales weights by large powers so that sums cancel and rounding is all that is left. */
function illConditioned(graph: Graph, random: Random): Graph {
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.kind !== 'conv' && node.kind !== 'dense') return node;
    const weights = node.weights.map((w) => w * random.pick([1, 1, 1e7, -1e7]));
    return { ...node, weights };
  });
  return graphOf(nodes, graph.outputNode);
}

/** Number of rows whose claimed lower bound exceeds the exact value at an exact point of the ball. */
function exactViolations(engine: () => Engine, method: Method, graphs: number): number {
  let violations = 0;
  for (let seed = 1; seed <= graphs; seed++) {
    const random = new Random(seed);
    const plain = new RandomGraph(random, [activation('relu')]).build(random.integer(1, 3));
    const graph = illConditioned(plain, random);
    const program = new Program(graph, engine());
    const bounder = new Bounder(program);
    const centre = random.array(mapSize(graph.nodes[0]!.shape));
    const epsilon = random.pick([0, 0, 2 ** -30, 0.01]);
    const outputs = program.size(graph.outputNode);
    const rows = Array.from({ length: 4 }, () => random.array(outputs));
    const region = ballRegion('linf', centre, epsilon, null, null);
    const lower = bounder.lowerBounds({ region, rows, method, relaxation: 'adaptive' });
    const signs = bounder.gradients(centre, rows).map((gradient) => gradient.map((g) => -Math.sign(g)));
    rows.forEach((row, r) => {
      const point = Array.from(centre, (x, i) => add(dyadic(x), multiply(dyadic(epsilon), dyadic(signs[r]![i]!))));
      const value = evaluateExactly(graph, point).reduce((sum, y, k) => add(sum, multiply(y, dyadic(row[k]!))), ZERO);
      if (Number.isFinite(lower[r]!) && compare(dyadic(lower[r]!), value) > 0) violations++;
    });
  }
  return violations;
}

/** An engine that keeps no account of rounding. */
function careless(): Engine {
  const engine = createReferenceEngine();
  return {
    ...engine,
    outwardLines: ({ lowerSlope, lowerIntercept, upperSlope, upperIntercept }, constants, _sums, _gamma, out) => {
      const constant = (k: number) => constants?.bias[k] ?? 0;
      out.lower.set(lowerIntercept.map((t, k) => t + lowerSlope[k]! * constant(k)));
      out.upper.set(upperIntercept.map((t, k) => t + upperSlope[k]! * constant(k)));
    },
    relax: (place, a, ls, li, us, ui, _uncertainty, bias, error) =>
      engine.relax(place, a, ls, li, us, ui, new Float64Array(ls.length), bias, error),
    accumulate: (place, a, lower, upper, uncertainty, bias, error) => {
      // The box of the input is a point but for what it is widened by.
      const middle = uncertainty === null ? lower.map((low, k) => (low + upper[k]!) / 2) : lower;
      const isPoint = (k: number) => uncertainty === null && upper[k]! - lower[k]! < 1e-11;
      const end = (ends: Coefficients) => Float64Array.from(ends, (x, k) => (isPoint(k) ? middle[k]! : x));
      engine.accumulate(place, a, end(lower), end(upper), new Float64Array(lower.length), bias, error);
    },
  };
}

describe('rounding', () => {
  it.each(['interval', 'crown-interval', 'cnn-cert'] as const)(
    '%s bounds hold against exact arithmetic on ill-conditioned nets',
    (method) => {
      expect(exactViolations(wasmEngines.plain, method, 60)).toBe(0);
      expect(exactViolations(wasmEngines.relaxed, method, 60)).toBe(0);
    },
  );

  it('would be noticed if the uncertainties were dropped', () => {
    expect(exactViolations(careless, 'cnn-cert', 60)).toBeGreaterThan(5);
  });
});

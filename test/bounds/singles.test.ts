import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { mapSize, type Graph, type GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { singleLine, singleReach } from '../../src/engine/anchored.js';
import { add, compare, dyadic, multiply, negate, type Dyadic } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { graphOf, RandomGraph } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

const relu = activation('relu');
const EXACT = { origin: [], weightUnits: 0, biasError: null };

/**
 * The graph with a target behind it: linear bounds of it are computed, and nothing replaces them. The slice (of everything) ends the unit
 * rows, so that all of the account goes through the engine.
 */
function withTarget(graph: Graph): Graph {
  const shape = graph.nodes[graph.outputNode]!.shape;
  const id = graph.nodes.length;
  const size = mapSize(shape);
  const last = { weights: new Float64Array(size).fill(1), bias: null, ...EXACT };
  const nodes: GraphNode[] = [
    ...graph.nodes,
    { kind: 'channel-slice', id, inputs: [graph.outputNode], shape, origin: [], start: 0 },
    { kind: 'activation', id: id + 1, inputs: [id], shape, origin: [], functions: [relu] },
    { kind: 'dense', id: id + 2, inputs: [id + 1], shape: { height: 1, width: 1, channels: 1 }, ...last },
  ];
  return graphOf(nodes, id + 2);
}

/** Scales weights by large powers, so that sums cancel. */
function illConditioned(graph: Graph, random: Random): Graph {
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.kind !== 'conv' && node.kind !== 'dense') return node;
    return { ...node, weights: node.weights.map((w) => w * random.pick([1, 1, 1e7, -1e7])) };
  });
  return graphOf(nodes, graph.outputNode);
}

/** How many exact values at exact points of balls lie outside the bounds of the target, of those that were tried. */
function violations(engine: () => Engine, kernel: Kernel, graphs: number): { outside: number; tried: number } {
  let [outside, tried] = [0, 0];
  for (let seed = 1; seed <= graphs; seed++) {
    const random = new Random(seed);
    const inner = illConditioned(new RandomGraph(random, [relu], false).build(random.integer(1, 3)), random);
    const graph = withTarget(inner);
    const program = new Program(graph, engine());
    const bounder = new Bounder(program);
    const centre = random.array(mapSize(graph.nodes[0]!.shape));
    const epsilon = random.pick([0, 2 ** -20, 2 ** -8]);
    const region = ballRegion('linf', centre, epsilon, null, null);
    bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel });
    const { lower, upper } = program.boundsOf(inner.nodes.length);
    const size = lower.length;
    const units = Array.from({ length: size }, (_, k) => Float64Array.from({ length: size }, (_, j) => Number(j === k)));
    const gradients = new Bounder(new Program(inner, createReferenceEngine())).gradients(centre, units);
    gradients.forEach((gradient, k) => {
      for (const side of [-1, 1]) {
        const point = Array.from(centre, (x, i) => add(dyadic(x), multiply(dyadic(epsilon), dyadic(side * Math.sign(gradient[i]!)))));
        const value = evaluateExactly(inner, point)[k]!;
        tried++;
        if (Number.isFinite(lower[k]!) && compare(dyadic(lower[k]!), value) > 0) outside++;
        if (Number.isFinite(upper[k]!) && compare(value, dyadic(upper[k]!)) > 0) outside++;
      }
    });
  }
  return { outside, tried };
}

/** Dense layers with ReLU between them. */
function perceptron(widths: readonly number[], random: Random): Graph {
  const flat = (channels: number) => ({ height: 1, width: 1, channels });
  const nodes: GraphNode[] = [{ kind: 'input', id: 0, inputs: [], origin: [], shape: flat(widths[0]!) }];
  for (let layer = 1; layer < widths.length; layer++) {
    const shape = flat(widths[layer]!);
    const id = nodes.length;
    const weights = random.array(shape.channels * widths[layer - 1]!);
    nodes.push({ kind: 'dense', id, inputs: [id - 1], shape, weights, bias: random.array(shape.channels), ...EXACT });
    if (layer < widths.length - 1) nodes.push({ kind: 'activation', id: id + 1, inputs: [id], shape, origin: [], functions: [relu] });
  }
  return graphOf(nodes, nodes.length - 1);
}

/** An engine that keeps no account of the rounding of singles: uncertainties are dropped, boxes are rounded to nearest. */
function careless(engine: Engine): Engine {
  return {
    ...engine,
    relax(place, a, ls, li, us, ui, uncertainty, ...sums) {
      const none = uncertainty instanceof Float32Array ? engine.allocateSingles(uncertainty.length) : uncertainty;
      engine.relax(place, a, ls, li, us, ui, none, ...sums);
    },
    accumulate(place, a, lower, upper, uncertainty, ...sums) {
      const none = uncertainty instanceof Float32Array ? engine.allocateSingles(uncertainty.length) : uncertainty;
      engine.accumulate(place, a, lower, upper, none, ...sums);
    },
    singleReach({ lower, upper, anchor }, factor, reach) {
      reach.set(lower.map((value, k) => factor * Math.max(upper[k]! - anchor[k]!, anchor[k]! - value)));
    },
    subtractReach(place, a, reach, _factor, ...sums) {
      engine.subtractReach(place, a, reach, 0, ...sums);
    },
  };
}

describe('bounds in singles', () => {
  it.each(['f32', 'auto'] as const)('%s bounds hold against exact arithmetic where linear bounds are exact but for rounding', (kernel) => {
    expect(violations(wasmEngines.plain, kernel, 50).outside).toBe(0);
    expect(violations(wasmEngines.relaxed, kernel, 50).outside).toBe(0);
    expect(violations(createReferenceEngine, kernel, 20).outside).toBe(0);
  });

  it('would be noticed if the uncertainties were dropped', () => {
    expect(violations(() => careless(wasmEngines.plain()), 'f32', 50).outside).toBeGreaterThan(50);
    expect(violations(() => careless(wasmEngines.relaxed()), 'f32', 50).outside).toBeGreaterThan(50);
  });

  it.each([
    ['f32', 20, 5e-3],
    ['f32', 150, 5e-3],
    ['auto', 150, 1e-3],
  ] as const)('of kernel %s are close to those in doubles, and come from singles: width %s', (kernel, width, tolerance) => {
    const used = { singles: 0, doubles: 0 };
    const engine = wasmEngines.plain();
    const spy: Engine = {
      ...engine,
      convBackward(weights, step, rows, output, input) {
        used[output instanceof Float32Array ? 'singles' : 'doubles'] += rows;
        engine.convBackward(weights, step, rows, output, input);
      },
    };
    const random = new Random(11);
    const bounder = new Bounder(new Program(perceptron([4, width, width, width, 5], random), spy));
    const region = ballRegion('linf', random.array(4), 0.3, null, null);
    const rows = Array.from({ length: 5 }, () => random.array(5));
    const bound = (choice: Kernel) => bounder.lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive', kernel: choice });
    const expected = bound('f64');
    const { doubles } = used;
    expect(used.singles).toBe(0);
    const found = bound(kernel);
    expect(used.singles).toBeGreaterThan(0);
    expect(used.doubles - doubles).toBeLessThan(doubles);
    for (const [r, margin] of expected.entries()) {
      expect(found[r]! - margin).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(margin)));
      expect(margin - found[r]!).toBeLessThanOrEqual(tolerance * (1 + Math.abs(margin)));
    }
  });

  it('are computed again in doubles where rounding is large against the width', () => {
    const engine = wasmEngines.plain();
    const larger = (uncertainty: Coefficients | null): Coefficients | null => {
      if (!(uncertainty instanceof Float32Array)) return uncertainty;
      const scaled = engine.allocateSingles(uncertainty.length);
      scaled.set(uncertainty.map((value) => 1e5 * value));
      return scaled;
    };
    const rough: Engine = {
      ...engine,
      relax: (place, a, ls, li, us, ui, uncertainty, ...sums) => engine.relax(place, a, ls, li, us, ui, larger(uncertainty), ...sums),
      accumulate: (place, a, lower, upper, uncertainty, ...sums) => engine.accumulate(place, a, lower, upper, larger(uncertainty), ...sums),
    };
    const random = new Random(11);
    const bounder = new Bounder(new Program(perceptron([4, 150, 150, 5], random), rough));
    const region = ballRegion('linf', random.array(4), 0.3, null, null);
    const rows = [random.array(5)];
    const bound = (kernel: Kernel) => bounder.lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive', kernel })[0]!;
    const [f64, f32, auto] = [bound('f64'), bound('f32'), bound('auto')];
    expect(f64 - f32).toBeGreaterThan(1e-3 * (1 + Math.abs(f64)));
    expect(Math.abs(f64 - auto)).toBeLessThan(1e-9 * (1 + Math.abs(f64)));
  });
});

describe('how far a box reaches from its anchors', () => {
  it('is no less than the distances, which singles cannot hold', () => {
    const random = new Random(7);
    let inexact = 0;
    for (let round = 0; round < 200; round++) {
      const anchor = random.array(8).map((value) => value * random.pick([1, 1e-3, 1e6]));
      const lower = anchor.map((value) => value - Math.abs(random.array(1)[0]!) * random.pick([0, 1e-9, 1, 1e6]));
      const upper = anchor.map((value) => value + Math.abs(random.array(1)[0]!) * random.pick([0, 1e-9, 1, 1e6]));
      const reach = new Float32Array(8);
      singleReach({ lower, upper, anchor }, 1, reach);
      for (let k = 0; k < 8; k++) {
        const below = add(dyadic(anchor[k]!), negate(dyadic(lower[k]!)));
        const above = add(dyadic(upper[k]!), negate(dyadic(anchor[k]!)));
        const far = dyadic(reach[k]!);
        expect(compare(below, far)).toBeLessThanOrEqual(0);
        expect(compare(above, far)).toBeLessThanOrEqual(0);
        if (compare(below, far) < 0 && compare(above, far) < 0) inexact++;
      }
    }
    expect(inexact).toBeGreaterThan(500);
  });
});

describe('a line moved to the anchors', () => {
  it.each([-1, 1] as const)('never crosses the line it stands for, side %s', (side) => {
    const random = new Random(5);
    const out = { slope: 0, intercept: 0 };
    for (let i = 0; i < 5000; i++) {
      const any = () => (random.next() - 0.5) * random.pick([0, 1, 1, 1e-3, 1e4, 1e9]);
      const line = { slope: random.pick([0, 1, any()]), intercept: any() };
      const [from, to, reach] = [any(), any(), Math.abs(any())];
      singleLine(side, line, from, to, reach, 0, out);
      for (const distance of [-reach, 0, reach]) {
        const x = add(dyadic(from), dyadic(distance));
        const exact: Dyadic = add(add(multiply(dyadic(line.slope), x), dyadic(line.intercept)), negate(dyadic(to)));
        const moved = add(multiply(dyadic(out.slope), dyadic(distance)), dyadic(out.intercept));
        expect(side * compare(moved, exact)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

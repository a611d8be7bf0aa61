import { describe, expect, it } from 'vitest';
import type { Relaxation } from '../../src/activations/activation.js';
import { Bounder, type Method } from '../../src/bounds/bounder.js';
import type { LinearBound } from '../../src/bounds/linear-bound.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { pointInBall, type BallCase } from '../support/soundness.js';

const GRAPHS = { sound: 30, mutant: 8 };

interface Outcome {
  /** By how much a linear bound exceeds a sampled value of its row, beyond the rounding of the evaluation. */
  readonly excess: number;
  /** By how much the minimum of a linear bound over the ball differs from the bound, relative to the terms of the sum. */
  readonly gap: number;
}

/** Linear bounds of random rows of a random graph over a random ball, after `change`, against samples and against the bounds themselves. */
function outcome(seed: number, method: Method, relaxation: Relaxation, change: (bounds: LinearBound[]) => LinearBound[]): Outcome {
  const random = new Random(seed);
  const graph = new RandomGraph(random).build(random.integer(1, 5));
  const program = new Program(graph, createWasmEngine());
  const bounder = new Bounder(program);
  const outputs = program.size(graph.outputNode);
  const rows = Array.from({ length: 3 }, () => random.array(outputs));
  const centre = random.array(mapSize(graph.nodes[0]!.shape));
  const ball: BallCase = {
    norm: random.pick(['linf', 'l2', 'l1'] as const),
    centre,
    epsilon: random.pick([1e-3, 0.05, 0.3]),
    weights: null,
    clip: null,
  };
  const request = { region: ballRegion(ball.norm, centre, ball.epsilon, null, null), method, relaxation, rows };
  const lower = bounder.lowerBounds(request);
  const linear = change(bounder.linearBounds(request));
  let excess = 0;
  for (let sample = 0; sample < 40; sample++) {
    const point = pointInBall(random, ball);
    const output = Float64Array.from(program.evaluate(point));
    rows.forEach((row, r) => {
      const value = row.reduce((sum, c, k) => sum + c * output[k]!, 0);
      const terms = row.reduce((sum, c, k) => sum + Math.abs(c * output[k]!), 1);
      const { coefficients, constant } = linear[r]!;
      const bound = coefficients.reduce((sum, a, k) => sum + a * point[k]!, constant);
      const size = coefficients.reduce((sum, a, k) => sum + Math.abs(a * point[k]!), Math.abs(constant));
      excess = Math.max(excess, bound - value - 1e-13 * (terms + size));
    });
  }
  const dual = {
    linf: (a: Float64Array) => a.reduce((sum, x) => sum + Math.abs(x), 0),
    l2: (a: Float64Array) => Math.hypot(...a),
    l1: (a: Float64Array) => a.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
  }[ball.norm];
  const gaps = linear.map(({ coefficients, constant }, r) => {
    const value = coefficients.reduce((sum, a, k) => sum + a * centre[k]!, constant) - ball.epsilon * dual(coefficients);
    const size = coefficients.reduce((sum, a, k) => sum + Math.abs(a * centre[k]!), Math.abs(constant) + 1);
    return Math.abs(value - lower[r]!) / size;
  });
  return { excess, gap: Math.max(...gaps) };
}

function worst(method: Method, relaxation: Relaxation, change?: (bounds: LinearBound[]) => LinearBound[]): Outcome {
  const length = change === undefined ? GRAPHS.sound : GRAPHS.mutant;
  const outcomes = Array.from({ length }, (_, seed) => outcome(seed + 1, method, relaxation, change ?? ((bounds) => bounds)));
  return { excess: Math.max(...outcomes.map(({ excess }) => excess)), gap: Math.max(...outcomes.map(({ gap }) => gap)) };
}

describe('the lower bound of a row as a function of the input', () => {
  it.each([
    ['cnn-cert', 'adaptive'],
    ['cnn-cert', 'fastlin'],
    ['crown-interval', 'adaptive'],
    ['interval', 'adaptive'],
  ] as const)('lies below the row everywhere in the ball, and has the bound as its minimum (%s, %s)', (method, relaxation) => {
    const { excess, gap } = worst(method, relaxation);
    expect(excess).toBe(0);
    expect(gap).toBeLessThan(1e-11);
  });

  it.each<[string, (bounds: LinearBound[]) => LinearBound[]]>([
    [
      'coefficients are those of another row',
      (all) => all.map((bound, r) => ({ ...bound, coefficients: all[(r + 1) % all.length]!.coefficients })),
    ],
    ['coefficients are in another order', (all) => all.map((bound) => ({ ...bound, coefficients: bound.coefficients.toReversed() }))],
    ['coefficients have the wrong sign', (all) => all.map((bound) => ({ ...bound, coefficients: bound.coefficients.map((a) => -a) }))],
    ['constants are a thousandth too high', (all) => all.map((bound) => ({ ...bound, constant: bound.constant + 1e-3 }))],
  ])('would be found out if %s', (_, change) => {
    const { excess, gap } = worst('cnn-cert', 'adaptive', change);
    expect(excess).toBeGreaterThan(1e-6);
    expect(gap).toBeGreaterThan(1e-6);
  });
});

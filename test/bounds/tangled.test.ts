import { describe, expect, it } from 'vitest';
import type { Relaxation } from '../../src/activations/activation.js';
import { activation } from '../../src/activations/registry.js';
import { Bounder, type BoundRequest, type Method } from '../../src/bounds/bounder.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError, StoppedError } from '../../src/errors.js';
import { mapSize, type Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { dropUnreachable } from '../../src/graph/rewrites/drop-unreachable.js';
import { add, compare, dyadic, multiply, ZERO } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { type BallCase, worstViolation } from '../support/soundness.js';
import { TangledGraph } from '../support/tangled-graph.js';

const METHODS: readonly Method[] = ['interval', 'crown-interval', 'cnn-cert', 'cnn-cert'];
const RELAXATIONS: readonly Relaxation[] = ['adaptive', 'fastlin'];

function randomBall(random: Random, graph: Graph): BallCase {
  const size = mapSize(graph.nodes[0]!.shape);
  const centre = Float64Array.from({ length: size }, () => random.pick([0, 1, -1, random.uniform(-1, 1)]));
  const weights = random.next() < 0.4 ? Float64Array.from({ length: size }, () => random.pick([0, 0.3, 1, 2])) : null;
  const lower = centre.map((x) => x - random.pick([0, random.uniform(0, 0.3)]));
  const upper = centre.map((x) => x + random.pick([0, random.uniform(0, 0.3), 5]));
  const norm = random.pick<Norm>(['linf', 'l2', 'l1']);
  return { norm, centre, epsilon: random.pick([0, 1e-9, 0.05, 0.3, 3]), weights, clip: random.next() < 0.5 ? { lower, upper } : null };
}

function randomRequest(random: Random, graph: Graph, rows: number): BoundRequest {
  const { norm, centre, epsilon, weights, clip } = randomBall(random, graph);
  return {
    region: ballRegion(norm, centre, epsilon, weights, clip),
    rows: Array.from({ length: rows }, () => random.array(mapSize(graph.nodes[graph.outputNode]!.shape))),
    method: random.pick(METHODS),
    relaxation: random.pick(RELAXATIONS),
    intersect: random.next() < 0.85,
  };
}

/** The bounds, or the message of the numerical error instead of them. */
function outcome(bounder: Bounder, request: BoundRequest): string {
  try {
    return [...bounder.lowerBounds(request)].join();
  } catch (error) {
    if (error instanceof NumericalError) return error.message;
    throw error;
  }
}

/** Something that leaves lines, values and half a computation behind. */
function disturb(random: Random, bounder: Bounder, graph: Graph, kernel: Kernel): void {
  const size = mapSize(graph.nodes[0]!.shape);
  const request = { ...randomRequest(random, graph, 2), kernel };
  let left = random.integer(0, 12);
  const checkpoint = () => {
    if (left-- <= 0) throw new StoppedError('TIMEOUT', 'enough');
  };
  const steps = [
    () => void bounder.lowerBounds({ ...request, checkpoint }),
    () => void bounder.lowerBounds({ ...request, region: ballRegion('linf', new Float64Array(size).fill(1e308), 1e308, null, null) }),
    () => void bounder.gradients(random.array(size), request.rows),
    () => void bounder.program.evaluate(random.array(size)),
    () => void bounder.lowerBounds(request),
  ];
  try {
    random.pick(steps)();
  } catch (error) {
    if (!(error instanceof NumericalError || error instanceof StoppedError)) throw error;
  }
}

describe('graphs in which every node may read any other', () => {
  it('have no point of the ball outside their bounds', () => {
    let worst = { amount: 0, where: '' };
    for (let seed = 1; seed <= 250; seed++) {
      const random = new Random(seed);
      const whole = new TangledGraph(random).build(random.integer(0, 10));
      const graph = dropUnreachable(whole) ?? whole;
      const options = { method: random.pick(METHODS), relaxation: random.pick(RELAXATIONS), intersect: random.next() < 0.8 };
      const engine = random.next() < 0.7 ? createWasmEngine() : createReferenceEngine();
      const ball = randomBall(random, graph);
      const violation = worstViolation(graph, engine, ball, options, random, 30);
      if (violation.amount > worst.amount) worst = { amount: violation.amount, where: `seed ${seed}, ${violation.where}` };
    }
    expect(worst).toEqual({ amount: 0, where: '' });
  });

  it('have no exact value below their bounds, whatever the size of the weights', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 250; seed++) {
      const random = new Random(seed);
      const scale = random.pick([1, 1e7, 1e-7, 1e150, 1e-150, 1e-300]);
      const weight = (source: Random) => source.uniform(-1, 1) * source.pick([1, 1, scale, 1e8]);
      const graph = new TangledGraph(random, [activation('relu')], weight).build(random.integer(1, 7));
      const bounder = new Bounder(new Program(graph, createReferenceEngine()));
      const centre = random.array(mapSize(graph.nodes[0]!.shape));
      const epsilon = random.pick([0, 2 ** -40, 1e-3, 1e-310]);
      const request = { ...randomRequest(random, graph, 4), region: ballRegion('linf', centre, epsilon, null, null), intersect: true };
      const lower = outcome(bounder, request).split(',').map(Number); // prettier-ignore
      const slopes = bounder.gradients(centre, request.rows);
      request.rows.forEach((row, r) => {
        if (!Number.isFinite(lower[r])) return;
        const sign = (i: number) => -Math.sign(slopes[r]![i]!) || 0;
        const point = Array.from(centre, (x, i) => add(dyadic(x), multiply(dyadic(epsilon), dyadic(sign(i)))));
        const value = evaluateExactly(graph, point).reduce((sum, y, k) => add(sum, multiply(y, dyadic(row[k]!))), ZERO);
        if (compare(dyadic(lower[r]!), value) > 0) wrong.push(`seed ${seed}, row ${r}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('have the same bounds whatever was computed, stopped or overflowed before', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const graph = new TangledGraph(random).build(random.integer(3, 9));
      const engine = seed % 2 === 0 ? createWasmEngine() : createReferenceEngine();
      const used = new Bounder(new Program(graph, engine));
      for (let round = 0; round < 6; round++) {
        disturb(random, used, graph, round % 3 === 0 ? 'f64' : 'f32');
        const kernel: Kernel = round % 2 === 0 ? 'f64' : 'f32';
        const request = { ...randomRequest(random, graph, random.pick([1, 3, 70])), kernel };
        if (outcome(used, request) !== outcome(new Bounder(new Program(graph, engine)), request))
          wrong.push(`seed ${seed}, round ${round}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

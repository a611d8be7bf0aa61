import { afterEach, describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import { type Kernel, TargetRefiner } from '../../src/bounds/target-refiner.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { mapSize, type Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import { compare, dyadic } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { pointInBall, type BallCase } from '../support/soundness.js';
import { TangledGraph } from '../support/tangled-graph.js';

const FUNCTIONS = [activation('relu'), activation('relu'), activation('abs')];
const KERNELS: readonly Kernel[] = ['f32', 'f32', 'auto', 'f64'];

function randomGraph(random: Random): Graph {
  const scale = random.pick([1, 1, 1e3, 1e7, 1e-7, 1e20, 1e-20, 1e30, 1e-30]);
  const weight = (source: Random) => source.uniform(-1, 1) * source.pick([1, 1, scale]);
  return new TangledGraph(random, FUNCTIONS, weight, true).build(random.integer(2, 9));
}

function randomBall(random: Random, graph: Graph): BallCase {
  const size = mapSize(graph.nodes[0]!.shape);
  const shift = random.pick([0, 0, 1, 1e4]);
  const centre = random.array(size).map((x) => x + shift);
  const weights = random.next() < 0.3 ? Float64Array.from({ length: size }, () => random.pick([0, 0.3, 1, 2])) : null;
  const epsilon = random.pick([0, 2 ** -40, 2 ** -20, 1e-3, 0.1, 1]);
  const lower = centre.map((x) => x - random.pick([0, epsilon / 2, 5]));
  const upper = centre.map((x) => x + random.pick([0, epsilon / 3, 5]));
  const norm = random.pick<Norm>(['linf', 'linf', 'l2', 'l1']);
  return { norm, centre, epsilon, weights, clip: random.next() < 0.3 ? { lower, upper } : null };
}

/** Points of the ball, some of them where a random element of the node is large or small. */
function points(random: Random, graph: Graph, ball: BallCase, spare: Engine): Float64Array[] {
  const unit = new Float64Array(mapSize(graph.nodes[graph.outputNode]!.shape));
  unit[random.integer(0, unit.length - 1)] = 1;
  const gradient = new Bounder(new Program(graph, spare)).gradients(ball.centre, [unit])[0]!;
  const guided = [gradient, gradient.map((slope) => -slope)].map((direction) => pointInBall(random, ball, direction));
  return [ball.centre, ...guided, pointInBall(random, ball)];
}

/** Exact values outside the bounds of their node, of three balls after each other with one program, all kernels in turn. */
function violations(make: () => Engine, graphs: number): { compared: number; outside: string[] } {
  const outside: string[] = [];
  let compared = 0;
  const spare = createReferenceEngine();
  for (let seed = 1; seed <= graphs; seed++) {
    const random = new Random(seed);
    const graph = randomGraph(random);
    const program = new Program(graph, make());
    const bounder = new Bounder(program);
    const relevant = new SweepPlan(program, graph.outputNode, true).order;
    for (let round = 0; round < 3; round++) {
      const ball = randomBall(random, graph);
      const region = ballRegion(ball.norm, ball.centre, ball.epsilon, ball.weights, ball.clip);
      const kernel = random.pick(KERNELS);
      const options = { relaxation: random.pick(['adaptive', 'fastlin'] as const), intersect: random.next() < 0.5 };
      try {
        bounder.lowerBounds({ region, rows: [random.array(program.size(graph.outputNode))], method: 'cnn-cert', kernel, ...options });
      } catch (error) {
        if (!(error instanceof NumericalError)) throw error;
        continue;
      }
      for (const id of relevant) {
        const part = { ...graph, outputNode: id };
        const { lower, upper } = program.boundsOf(id);
        for (const point of points(random, part, ball, spare)) {
          evaluateExactly(part, Array.from(point, dyadic)).forEach((value, k) => {
            compared++;
            const inside = compare(dyadic(lower[k]!), value) <= 0 && compare(value, dyadic(upper[k]!)) <= 0;
            if (!inside) outside.push(`graph ${seed}, round ${round}, node ${id}, element ${k}, ${kernel}`);
          });
        }
      }
    }
  }
  return { compared, outside };
}

/** An engine whose rows in singles lose a tenth of their coefficients at every convolution. */
function forgetful(): Engine {
  const engine = createWasmEngine();
  const shrink = (coefficients: Coefficients) => {
    if (coefficients instanceof Float32Array) coefficients.forEach((a, k) => (coefficients[k] = 0.9 * a));
  };
  return {
    ...engine,
    convBackward(weights, step, rows, output, input) {
      engine.convBackward(weights, step, rows, output, input);
      shrink(input);
    },
    convSeed(weights, step, rows, channels, values, input) {
      engine.convSeed(weights, step, rows, channels, values, input);
      shrink(input);
    },
  };
}

describe('graphs in which every node may read any other, in singles', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('have no exact value outside the bounds of any node, whatever was bounded before', () => {
    vi.spyOn(TargetRefiner.prototype, 'haveCoefficients').mockReturnValue(true);
    const { compared, outside } = violations(createWasmEngine, 150);
    expect(outside).toEqual([]);
    expect(compared).toBeGreaterThan(20_000);
  });

  it('would have some if singles lost a tenth of their coefficients', () => {
    vi.spyOn(TargetRefiner.prototype, 'haveCoefficients').mockReturnValue(true);
    expect(violations(forgetful, 120).outside.length).toBeGreaterThan(10);
  });
});

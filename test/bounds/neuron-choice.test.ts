import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bounder, type BoundRequest } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { Lines } from '../../src/graph/lines.js';
import { type Graph, mapSize } from '../../src/graph/graph.js';
import { ActivationOperator } from '../../src/graph/nodes/activation.js';
import { MaxPoolOperator } from '../../src/graph/nodes/max-pool.js';
import { ProductOperator } from '../../src/graph/nodes/product.js';
import type { Bounds, Operator } from '../../src/graph/operator.js';
import { Program } from '../../src/graph/program.js';
import { dropUnreachable } from '../../src/graph/rewrites/drop-unreachable.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { worstViolation } from '../support/soundness.js';
import { TangledGraph } from '../support/tangled-graph.js';

const MIXING = [ActivationOperator, MaxPoolOperator, ProductOperator];
type Mix = NonNullable<Operator['mix']>;

/** Replaces the mixing of all operators; `original` is what it replaces. */
function replaceMixing(change: (operator: Operator, original: Mix, args: Parameters<Mix>) => void): void {
  for (const { prototype } of MIXING) {
    const original = prototype.mix; // eslint-disable-line @typescript-eslint/unbound-method -- called with its object
    vi.spyOn(prototype, 'mix').mockImplementation(function (this: Operator, ...args: Parameters<Mix>) {
      change(
        this,
        (...given) => {
          original.apply(this as never, given);
        },
        args,
      );
    });
  }
}

/** Every neuron chooses at a value of its own, anywhere around its interval. */
function mixAnywhere(random: Random): void {
  replaceMixing((_operator, original, [inputs, , choices]) => {
    const values = inputs.map(({ lower, upper }) => lower.map((low, k) => low + random.uniform(-0.5, 1.5) * (upper[k]! - low)));
    original(inputs, values, choices);
  });
}

/** The lines of the last choice of all neurons stay. */
function mixNothing(): void {
  replaceMixing(() => undefined);
}

function boundsOf(graph: Graph, request: Omit<BoundRequest, 'method' | 'relaxation'> & Partial<BoundRequest>): Float64Array {
  return new Bounder(new Program(graph, createReferenceEngine())).lowerBounds({ method: 'cnn-cert', relaxation: 'adaptive', ...request });
}

/** A graph and a ball around a point. */
function randomCase(seed: number, epsilon: number, tangled = false) {
  const random = new Random(seed);
  const whole = tangled ? new TangledGraph(random).build(random.integer(4, 10)) : new RandomGraph(random).build(random.integer(2, 5));
  const graph = dropUnreachable(whole) ?? whole;
  const norm = random.pick(['linf', 'l2', 'l1'] as const);
  return { random, graph, ball: { norm, centre: random.array(mapSize(graph.nodes[0]!.shape)), epsilon, weights: null, clip: null } };
}

function worstOver(seeds: number, tangled: boolean): number {
  let worst = 0;
  for (let seed = 1; seed <= seeds && worst === 0; seed++) {
    const { random, graph, ball } = randomCase(seed, 0.2, tangled);
    const engine = seed % 2 === 0 ? createWasmEngine() : createReferenceEngine();
    try {
      worst = worstViolation(graph, engine, ball, { method: 'cnn-cert', relaxation: 'adaptive' }, random, 30).amount;
    } catch (error) {
      if (!(error instanceof NumericalError)) throw error;
    }
  }
  return worst;
}

describe('lines that every neuron chooses for itself', { timeout: 300_000 }, () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([false, true])('are sound whatever value a neuron chooses at (tangled: %s)', (tangled) => {
    mixAnywhere(new Random(7));
    expect(worstOver(80, tangled)).toBe(0);
  });

  const mutants: Record<string, () => void> = {
    'a line has the slope of one choice and the intercept of another': () => {
      const take = Lines.prototype.take; // eslint-disable-line @typescript-eslint/unbound-method -- called with its object
      vi.spyOn(Lines.prototype, 'take').mockImplementation(function (this: Lines, k, below, above) {
        take.call(this, k, below, above);
        this.upperSlope[k] = below.upperSlope[k]!;
        this.lowerSlope[k] = above.lowerSlope[k]!;
      });
    },
    'lines are those of narrower bounds': () => {
      replaceMixing((operator, original, [inputs, values, choices]) => {
        const narrow = inputs.map(({ lower, upper, anchor }): Bounds => {
          const middle = lower.map((low, k) => (low + upper[k]!) / 2);
          return { lower: middle.map((m, k) => (m + lower[k]!) / 2), upper: middle.map((m, k) => (m + upper[k]!) / 2), anchor };
        });
        // Marks the lines made so far as stale.
        operator.linearize(values);
        original(narrow, values, choices);
      });
    },
  };

  it.each(Object.keys(mutants))('would be noticed to be wrong if %s', (name) => {
    mutants[name]?.();
    expect(worstOver(400, false)).toBeGreaterThan(1e-9);
  });

  it('never make a row looser than the choices that all neurons share, and many tighter', () => {
    let tighter = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { random, graph, ball } = randomCase(seed, 0.2);
      const rows = Array.from({ length: 3 }, () => random.array(mapSize(graph.nodes[graph.outputNode]!.shape)));
      const region = ballRegion(ball.norm, ball.centre, ball.epsilon, null, null);
      const mixed = boundsOf(graph, { region, rows });
      mixNothing();
      const shared = boundsOf(graph, { region, rows });
      vi.restoreAllMocks();
      shared.forEach((bound, row) => {
        expect(mixed[row]).toBeGreaterThanOrEqual(bound);
        if (mixed[row]! > bound + 1e-6 * (1 + Math.abs(bound))) tighter++;
      });
    }
    expect(tighter).toBeGreaterThan(10);
  });
});

describe('a row that needs lines of both kinds', () => {
  afterEach(() => vi.restoreAllMocks());

  // relu(a) - a + relu(b) with a = x + 0.1, b = y + 0.1: at least 0, by slope 1 for a and slope 0 for b; then a and b the other way round.
  const shifted = [[1, 0], [0, 1], [1, 0], [0, 1]]; // prettier-ignore
  const sums = [[1, 1, -1, 0], [1, 1, 0, -1]]; // prettier-ignore
  const graph = new Net(2).dense(shifted, [0.1, 0.1, 5, 5]).apply('relu').dense(sums, [4.9, 4.9]).build(); // prettier-ignore
  const region = ballRegion('linf', Float64Array.of(0, 0), 1, null, null);
  const rows = [Float64Array.of(1, 0)];

  it('is bounded exactly by a mix, and by no choice that both neurons share', () => {
    const [mixed] = boundsOf(graph, { region, rows });
    expect(mixed).toBeCloseTo(0, 12);
    mixNothing();
    expect(boundsOf(graph, { region, rows })[0]).toBeLessThan(-0.8);
  });

  it.each(['fastlin', 'flat', 'area'] as const)('keeps one choice for all neurons where it is asked for: %s', (relaxation) => {
    const mix = vi.spyOn(ActivationOperator.prototype, 'mix');
    boundsOf(graph, { region, rows, relaxation });
    expect(mix).not.toHaveBeenCalled();
  });

  it('gets no mix where its bound is enough, where no bound would be, and in comparisons', () => {
    const mix = vi.spyOn(ActivationOperator.prototype, 'mix');
    const bound = (more: Partial<BoundRequest>) => boundsOf(graph, { region, rows, ...more });
    bound({ effort: { isEnough: () => true, isVain: () => false } });
    bound({ effort: { isEnough: () => false, isVain: () => true } });
    bound({ intersect: false });
    const seen: number[] = [];
    const isFar = (_row: number, low: number, middle: number) => seen.push(low, middle) > 0;
    bound({ effort: { isEnough: () => false, isVain: () => false, isFar } });
    expect(mix).not.toHaveBeenCalled();
    // The bound of the choices that all share, and the value of the network in the middle of the region.
    expect([(seen[0] ?? 0) < -0.8, (seen[1] ?? -1) >= 0]).toEqual([true, true]);
    const values: number[] = [];
    const isVain = (_row: number, value: number) => values.push(value) === 0;
    bound({ effort: { isEnough: (_row, value) => value > -0.5, isVain } });
    expect(mix).toHaveBeenCalledOnce();
    // At the point where the row is attained, (middle, -1).
    expect(values[0]).toBeCloseTo(0, 12);
  });

  it('is followed by the next row if it is proved, by nothing if it is not', () => {
    const mix = vi.spyOn(ActivationOperator.prototype, 'mix');
    const both = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
    const bounds = (isEnough: (row: number, bound: number) => boolean) =>
      boundsOf(graph, { region, rows: both, effort: { isEnough, isVain: () => false } });
    const proved = bounds((_row, bound) => bound > -0.5);
    expect(mix).toHaveBeenCalledTimes(2);
    expect(Math.max(...proved.map(Math.abs))).toBeLessThan(1e-12);
    mix.mockClear();
    expect(bounds((_row, bound) => bound > 0.5)[1]).toBeLessThan(-0.8);
    expect(mix).toHaveBeenCalledOnce();
  });
});

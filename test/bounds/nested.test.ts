import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bounder, type BoundRequest } from '../../src/bounds/bounder.js';
import * as nested from '../../src/bounds/nested.js';
import type { Series } from '../../src/bounds/proved-bounds.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import { Sweeper } from '../../src/bounds/sweeper.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError, StoppedError } from '../../src/errors.js';
import { mapSize } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { activation } from '../../src/activations/registry.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { type BallCase, violationOf } from '../support/soundness.js';

vi.mock('../../src/bounds/nested.js', async (original) => ({ ...(await original<typeof nested>()) }));

const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];
const relu = [activation('relu')];

/** A graph of ReLUs, a ball, and a bounder that has done nothing yet. */
function setting(seed: number, most = 5) {
  const random = new Random(seed);
  const graph = new RandomGraph(random, relu).build(random.integer(2, most));
  const size = mapSize(graph.nodes[0]!.shape);
  const ball: BallCase = { norm: random.pick(NORMS), centre: random.array(size), epsilon: 0.1, weights: null, clip: null };
  const rows = [random.array(mapSize(graph.nodes[graph.outputNode]!.shape))];
  const fresh = () => new Bounder(new Program(graph, createWasmEngine()));
  const choice = { method: 'cnn-cert', relaxation: 'adaptive', kernel: seed % 2 === 0 ? 'auto' : 'f64' } as const;
  const request = (epsilon: number, series?: Series, centre = ball.centre): BoundRequest => {
    const region = ballRegion(ball.norm, centre, epsilon, null, null);
    return { ...choice, region, rows, series };
  };
  return { random, ball, choice, fresh, request, size };
}

/** The bounds, and those of every node; or the message of the numerical error. */
function outcome(bounder: Bounder, request: BoundRequest): string {
  try {
    const rows = [...bounder.lowerBounds(request)];
    return JSON.stringify([rows, bounder.program.bounds.map(({ lower, upper }) => [[...lower], [...upper]])]);
  } catch (error) {
    if (error instanceof NumericalError) return error.message;
    throw error;
  }
}

/** The worst violation when every ball of a random sequence claims to lie within the one before. */
function worstOfSequences(seeds: number): number {
  let worst = 0;
  for (let seed = 1; seed <= seeds && worst === 0; seed++) {
    const { random, ball, choice, fresh } = setting(seed);
    const bounder = fresh();
    for (let number = 0; number < 4; number++) {
      const centre = random.next() < 0.7 ? ball.centre : ball.centre.map((x) => x + random.uniform(-0.5, 0.5));
      const epsilon = random.pick([0.01, 0.05, 0.1, 0.2, 0.4]);
      const options = { ...choice, series: { number, within: number === 0 ? null : number - 1 } };
      try {
        worst = Math.max(worst, violationOf(bounder, { ...ball, centre, epsilon }, options, random, 15).amount);
      } catch (error) {
        if (!(error instanceof NumericalError)) throw error;
      }
    }
  }
  return worst;
}

describe('bounds proved over a larger ball', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are kept for balls inside it only: nothing is ever outside the bounds, whatever a sequence claims', () => {
    expect(worstOfSequences(20)).toBe(0);
  });

  it('would be missed by that check if they were kept for other balls too', () => {
    vi.spyOn(nested, 'isNested').mockReturnValue(true);
    expect(worstOfSequences(20)).toBeGreaterThan(1e-6);
  });

  it.each([
    ['a larger ball', 1, 'other radius'],
    ['a ball around another input', 0.1, 'other input'],
  ])('change nothing for %s', (_, epsilon, kind) => {
    for (let seed = 1; seed <= 15; seed++) {
      const { ball, fresh, request } = setting(seed);
      const bounder = fresh();
      outcome(bounder, request(0.1, { number: 1, within: null }));
      const centre = kind === 'other input' ? ball.centre.map((x, i) => (i === 0 ? x + 0.01 : x)) : ball.centre;
      expect(outcome(bounder, request(epsilon, { number: 2, within: 1 }, centre))).toBe(
        outcome(fresh(), request(epsilon, undefined, centre)),
      );
    }
  });

  it('spare the rows of what they settle, and only those that lie within', () => {
    const sweep = Reflect.get(Sweeper.prototype, 'sweepUnits');
    let started = 0;
    vi.spyOn(Sweeper.prototype, 'sweepUnits').mockImplementation(function (this: Sweeper, ...values) {
      started += this.seeds.count;
      return Reflect.apply(sweep, this, values);
    });
    const count = (bounder: Bounder, request: BoundRequest) => {
      started = 0;
      outcome(bounder, request);
      return started;
    };
    let [alone, within] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const { fresh, request } = setting(seed, 9);
      const bounder = fresh();
      count(bounder, request(0.1, { number: 1, within: null }));
      // The smaller ball in between is not the one to start from.
      count(bounder, request(0.03, { number: 2, within: 1 }));
      within += count(bounder, request(0.09, { number: 3, within: 1 }));
      const one = count(fresh(), request(0.09));
      alone += one;
      expect(count(bounder, request(0.09))).toBe(one);
    }
    expect(within).toBeGreaterThan(0);
    expect(within / alone).toBeLessThan(0.9);
  });

  it('are the same whatever was bounded before or in between', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { random, fresh, request, size } = setting(seed);
      const used = fresh();
      const alone = fresh();
      const steps = [
        () => void used.lowerBounds(request(0.2, undefined, random.array(size))),
        () => void used.lowerBounds({ ...request(0.1), method: 'interval' }),
        () => void used.lowerBounds(request(1e308, undefined, new Float64Array(size).fill(1e308))),
        () => void used.gradients(random.array(size), request(0.1).rows),
      ];
      const disturb = () => {
        try {
          random.pick(steps)();
        } catch (error) {
          if (!(error instanceof NumericalError)) throw error;
        }
      };
      // Another search, with the same numbers.
      outcome(used, request(0.4, { number: 1, within: null }));
      outcome(used, request(0.3, { number: 2, within: 1 }));
      for (const [number, [epsilon, within]] of (
        [
          [0.2, null],
          [0.05, 1],
          [0.1, 1],
          [0.08, 3],
        ] as const
      ).entries()) {
        // prettier-ignore
        const series = { number: number + 1, within };
        disturb();
        expect(outcome(used, request(epsilon, series))).toBe(outcome(alone, request(epsilon, series)));
      }
    }
  });

  it('are not kept of a computation that failed', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { random, fresh, request, size } = setting(seed);
      const bounder = fresh();
      outcome(bounder, request(0.1, { number: 1, within: null }));
      let left = random.integer(0, 6);
      const checkpoint = () => {
        if (left-- <= 0) throw new StoppedError('TIMEOUT', 'enough');
      };
      const stopped = () => bounder.lowerBounds({ ...request(0.08, { number: 2, within: 1 }), checkpoint });
      const infinite = () => bounder.lowerBounds(request(1e308, { number: 2, within: 1 }, new Float64Array(size).fill(1e308)));
      expect(seed % 2 === 0 ? stopped : infinite).toThrow();
      const next = { number: 3, within: 2 };
      expect(outcome(bounder, request(0.07, next))).toBe(outcome(fresh(), request(0.07)));
    }
  });
});

describe('a region inside another', () => {
  const centre = Float64Array.of(0.1, -2, 3e5);
  const ball = (norm: Norm, epsilon: number, at = centre, weights: Float64Array | null = null) =>
    ballRegion(norm, at, epsilon, weights, null);

  it.each(NORMS)('is one of a smaller radius, or the same: %s', (norm) => {
    expect(nested.isNested(ball(norm, 0.1), ball(norm, 0.1))).toBe(true);
    expect(nested.isNested(ball(norm, 0.09), ball(norm, 0.1))).toBe(true);
    expect(nested.isNested(ball(norm, 0.1 + 1e-15), ball(norm, 0.1))).toBe(false);
  });

  it('is none around another centre, of another norm, with other weights, or cut less', () => {
    const moved = centre.map((x, i) => (i === 1 ? x + 1e-9 : x));
    const outer = ball('l2', 0.1);
    expect(nested.isNested(ball('l2', 0.05, moved), outer)).toBe(false);
    expect(nested.isNested(ball('linf', 0.01), outer)).toBe(false);
    expect(nested.isNested(ball('l1', 0.05), outer)).toBe(false);
    expect(nested.isNested(ball('l2', 0.05, centre, Float64Array.of(1, 1, 0.5)), outer)).toBe(false);
    const clip = { lower: centre.map((x) => x - 0.01), upper: centre.map((x) => x + 0.01) };
    expect(nested.isNested(ball('linf', 0.05), ballRegion('linf', centre, 0.1, null, clip))).toBe(false);
    expect(nested.isNested(ballRegion('linf', centre, 0.1, null, clip), ball('linf', 0.1))).toBe(true);
  });

  it('is a ball in a box that holds its box', () => {
    expect(nested.isNested(ball('l2', 0.05), ball('linf', 0.1))).toBe(true);
    expect(nested.isNested(ball('l2', 0.2), ball('linf', 0.1))).toBe(false);
  });

  it('is copied whole', () => {
    const region = ball('l2', 0.1, centre, Float64Array.of(1, 2, 3));
    const copy = nested.copyRegion(region);
    expect(copy).toEqual(region);
    expect([copy.lower === region.lower, copy.ball?.centre === region.ball?.centre, copy.ball?.weights === region.ball?.weights]).toEqual([false, false, false]); // prettier-ignore
  });
});

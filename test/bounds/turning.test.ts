import { describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { ARITHMETIC, next } from '../../src/bounds/arithmetic.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { Boxes } from '../../src/bounds/boxes.js';
import { ballRegion } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { add, compare, type Dyadic, dyadic, multiply } from '../support/dyadic.js';
import { Random } from '../support/random.js';
import { graphOf } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

const shape = { height: 6, width: 6, channels: 4 };
const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape };
const relu = (id: number, from: number): GraphNode => ({
  ...{ kind: 'activation', id, inputs: [from], origin: [], shape },
  functions: [activation('relu')],
});
const conv = (random: Random, id: number, from: number): GraphNode => ({
  ...{ kind: 'conv', id, inputs: [from], origin: [], shape, weightUnits: 0, biasError: null, groups: 1, kernelHeight: 3, kernelWidth: 3 },
  ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1 },
  ...{ weights: random.array(4 * 4 * 9).map(Math.fround), bias: random.array(4) },
});

/** Convolutions with ReLUs between them. */
function chain(convolutions: number): Program {
  const random = new Random(7);
  const nodes = [input];
  for (let i = 0; i < convolutions; i++) nodes.push(conv(random, 2 * i + 1, 2 * i), relu(2 * i + 2, 2 * i + 1));
  return new Program(graphOf(nodes, nodes.length - 1), wasmEngines.plain());
}

describe('the node at which rows become singles', () => {
  it('is the last one in the allowed share of the work', () => {
    const plan = new SweepPlan(chain(5), 9, false);
    // Steps behind ReLU 8, 6, 4, 2: windows of 5x5, then of all 6x6.
    expect([0, 0.1, 0.25, 0.5, 0.75, 1].map((share) => plan.turningNode(share))).toEqual([9, 9, 6, 4, 2, 2]);
  });

  it('is none where paths are under way beside each other', () => {
    const random = new Random(1);
    const sum: GraphNode = { kind: 'add', id: 6, inputs: [5, 2], origin: [], shape, signs: [1, 1] };
    const nodes = [input, conv(random, 1, 0), relu(2, 1), conv(random, 3, 2), relu(4, 3), conv(random, 5, 4), sum, relu(7, 6)];
    const plan = new SweepPlan(new Program(graphOf(nodes, 7), createReferenceEngine()), 6, false);
    // Node 4 is passed with the other path waiting at node 2.
    expect(plan.turningNode(0.99)).toBe(2);
    expect(plan.turningNode(0.3)).toBe(6);
  });
});

describe('rows that become singles on the way', () => {
  it('lose less than half of what they lose in singles', () => {
    const program = chain(7);
    const bounder = new Bounder(program);
    const region = ballRegion('linf', new Random(2).array(program.size(0)), 0.02, null, null);
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel: 'f32' });
    const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
    const plan = new SweepPlan(program, 11, false);
    const lost = [plan.target, plan.turningNode(0.5)].map((turning) => {
      sweeper.seeds.clear();
      for (let k = 0; k < 4; k++) sweeper.seeds.add(shape, (2 * 6 + 2) * 4 + k, 1);
      sweeper.sweepUnits(plan, turning);
      return sweeper.uncertainties.slice(0, 4);
    });
    for (let k = 0; k < 4; k++) expect(lost[1]![k]!).toBeLessThan(lost[0]![k]! / 2);
    expect(Math.min(...lost[1]!)).toBeGreaterThan(0);
  });

  it('are charged for lanes of singles, and for what underflows in them', () => {
    const program = chain(4);
    const bounder = new Bounder(program);
    const region = ballRegion('linf', new Float64Array(program.size(0)), 0.02, null, null);
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel: 'f32' });
    const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
    const plan = new SweepPlan(program, 7, false);
    const asSingles = vi.spyOn(sweeper.account, 'uncertainty');
    sweeper.seeds.clear();
    sweeper.seeds.add(shape, 0, 1);
    sweeper.sweepUnits(plan, plan.turningNode(0.9));
    expect(asSingles.mock.calls.map(([, single]) => single)).toEqual([true]);
  });

  it('are charged with all that rounding may take from them, and lose no more than that of what they were', () => {
    const random = new Random(5);
    const SIZE = 500;
    const flat = { height: 1, width: 1, channels: SIZE };
    const program = new Program(graphOf([{ ...input, shape: flat }], 0), wasmEngines.plain());
    const { engine } = program;
    const { biasGamma } = new RowAccount(program);
    const { lower, upper, anchor } = program.boundsOf(0);
    for (let k = 0; k < SIZE; k++) {
      lower[k] = random.uniform(-10, 10);
      upper[k] = lower[k]! + random.pick([0, 1e-3, 1, 1e5]);
      anchor[k] = lower[k]! + random.next() * (upper[k]! - lower[k]!);
    }
    const place = { rows: 1, height: 1, run: SIZE, stride: SIZE, offsets: engine.allocateIndices(1) };
    for (const ulps of [0.999, -0.999]) {
      // Nearly half of an ulp is lost in each.
      const coefficients = engine.allocate(SIZE).map((_, k) => random.pick([1, -1, 64]) * (1 + 2 ** -23 * (k % 7)) * (1 + ulps * 2 ** -24));
      const own = engine.allocate(SIZE);
      own.set(coefficients);
      const [singles, bias, error] = [engine.allocateSingles(SIZE), engine.allocate(1), engine.allocate(1)];
      new Boxes(program).moveToAnchors(0, place, own, biasGamma, bias, error);
      engine.demote(own, singles);
      expect(singles).toEqual(Float32Array.from(own));
      // Where the values are as bad as they can be for the rounding, the row was worth this, and is now worth that at least.
      let [was, is]: Dyadic[] = [dyadic(0), dyadic(bias[0]! - error[0]!)];
      for (let k = 0; k < SIZE; k++) {
        const worst = singles[k]! > own[k]! ? upper[k]! : lower[k]!;
        was = add(was!, multiply(dyadic(own[k]!), dyadic(worst)));
        is = add(is!, multiply(dyadic(singles[k]!), add(dyadic(worst), dyadic(-anchor[k]!))));
      }
      expect(compare(is!, was!)).toBeLessThanOrEqual(0);
      expect(compare(add(is!, dyadic(3 * error[0]!)), was!)).toBeGreaterThan(0);
    }
  });
});

describe('rows at values without any width', () => {
  it('are charged with the rounding of their bias where they become singles', () => {
    const program = new Program(graphOf([input], 0), createReferenceEngine());
    const { lower, upper, anchor } = program.boundsOf(0);
    for (const array of [lower, upper, anchor]) array.fill(-1e6);
    const [bias, error] = [new Float64Array(1), new Float64Array(1)];
    const size = lower.length;
    const place = { rows: 1, height: 1, run: size, stride: size, offsets: new Int32Array(1) };
    new Boxes(program).moveToAnchors(0, place, new Float64Array(size).fill(3), 2 ** -40, bias, error);
    expect(bias[0]).toBe(-3e6 * size);
    expect(error[0]! / (2 ** -40 * 3e6 * size)).toBeCloseTo(1, 6);
    expect(error[0]).toBeGreaterThanOrEqual(2 ** -40 * 3e6 * size);
  });
});

describe('singles of coefficients', () => {
  it('are those of Math.fround, whatever their number', () => {
    const engine = wasmEngines.plain();
    const random = new Random(4);
    for (let size = 1; size < 20; size++) {
      const doubles = engine.allocate(size);
      for (let k = 0; k < size; k++) doubles[k] = random.pick([1e-46, 1e-40, 1, 1e38, 1e39, NaN, -0]) * random.uniform(-1, 1);
      const singles = engine.allocateSingles(size + 4);
      singles.fill(3);
      engine.demote(doubles, singles.subarray(0, size));
      expect(singles.subarray(0, size)).toEqual(Float32Array.from(doubles, Math.fround));
      // Room is spare up to the next vector.
      expect(singles[size + 3]).toBe(3);
    }
  });
});

describe('the arithmetic of the next round', () => {
  const tally = (tried: number, doubtful: number, hopeless: number) => ({ tried, doubtful, hopeless });
  it.each([
    ['singles', tally(24, 2, 0), 'singles'],
    ['singles', tally(24, 3, 0), 'mixed'],
    ['singles', tally(24, 24, 12), 'mixed'],
    ['singles', tally(24, 24, 13), 'doubles'],
    ['mixed', tally(24, 12, 12), 'mixed'],
    ['mixed', tally(24, 13, 13), 'doubles'],
    ['mixed', tally(0, 0, 0), 'mixed'],
    ['singles', tally(0, 0, 0), 'singles'],
  ] as const)('after %s with %o is %s', (current, counts, expected) => {
    expect(next(ARITHMETIC[current], counts)).toBe(ARITHMETIC[expected]);
  });
});

import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder, type Method } from '../../src/bounds/bounder.js';
import type { LinearBound } from '../../src/bounds/linear-bound.js';
import { ballRegion } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { ETA, gamma, sumTerms, UNIT } from '../../src/engine/rounding.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { add, compare, dyadic, negate } from '../support/dyadic.js';
import { Net } from '../support/graphs.js';
import { graphOf } from '../support/random-graph.js';
import { Random } from '../support/random.js';

const EXACT = { weightUnits: 0, biasError: null } as const;
const one = { origin: [], shape: { height: 1, width: 1, channels: 1 } };
const input: GraphNode = { kind: 'input', id: 0, inputs: [], ...one };
const dense = (id: number): GraphNode => ({ kind: 'dense', id, inputs: [0], ...one, weights: Float64Array.of(0), bias: null, ...EXACT });
const sum = (id: number, inputs: number[]): GraphNode => ({ kind: 'add', id, inputs, ...one, signs: inputs.map(() => 1 as const) });
const apply = (id: number, from: number, name: string): GraphNode => ({
  ...{ kind: 'activation', id, inputs: [from], ...one },
  functions: [activation(name)],
});

/** How far the last lines that rows passed were moved outward, on the lower side of the first element. */
function lastCharge(nodes: GraphNode[], method: Method): number {
  const engine = createReferenceEngine();
  const made = new Map<Coefficients, number>();
  let last = NaN;
  const spy: Engine = {
    ...engine,
    outwardLines(lines, constants, sums, biasGamma, out) {
      engine.outwardLines(lines, constants, sums, biasGamma, out);
      made.set(out.lower, lines.lowerIntercept[0]! + lines.lowerSlope[0]! * (constants?.bias[0] ?? 0) - out.lower[0]!);
    },
    relax(place, a, lowerSlope, lowerIntercept, ...rest) {
      last = made.get(lowerIntercept)!;
      engine.relax(place, a, lowerSlope, lowerIntercept, ...rest);
    },
  };
  const bounder = new Bounder(new Program(graphOf(nodes, nodes.length - 1), spy));
  const region = ballRegion('linf', Float64Array.of(3), 1, null, null);
  bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method, relaxation: 'fastlin' });
  return last;
}

describe('the intercepts of an activation that several nodes read', () => {
  it('hold the last rounding of the sum of what they deliver', () => {
    expect(lastCharge([input, apply(1, 0, 'relu'), sum(2, [1, 1])], 'crown-interval')).toBeGreaterThanOrEqual(UNIT * 4);
  });

  it('hold it after rows have started there, which meet no sum', () => {
    expect(lastCharge([input, apply(1, 0, 'relu'), apply(2, 1, 'exp'), sum(3, [1, 2])], 'cnn-cert')).toBeGreaterThanOrEqual(UNIT * 4);
  });
});

describe('the intercepts of mixed lines', () => {
  /** Both sides of tanh on [-1, 4] as functions of the input, mixed at some values in turn. */
  const mixed = (values: readonly number[]): string => {
    const program = new Program(new Net(1).apply('tanh').build(), createReferenceEngine());
    const bounder = new Bounder(program);
    const rows = [Float64Array.of(1), Float64Array.of(-1)];
    // With lines of one choice nothing is mixed yet.
    bounder.lowerBounds({
      region: ballRegion('linf', Float64Array.of(1.5), 2.5, null, null),
      rows,
      method: 'cnn-cert',
      relaxation: 'fastlin',
    });
    const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
    const { biasGamma } = sweeper.account;
    const choices = (['adaptive', 'area'] as const).map((relaxation) => ({ relaxation, pooling: 'cnn-cert', product: 'middle', biasGamma }) as const); // prettier-ignore
    let traces: LinearBound[] = [];
    for (const value of values) {
      program.operator(1).mix!([program.boundsOf(0)], [Float64Array.of(value)], choices);
      sweeper.sweepRows(new SweepPlan(program, 1, true), rows, false, (traces = []));
    }
    return traces.map(({ coefficients, constant }) => `${coefficients[0]} x + ${constant}`).join(', ');
  };

  it('are those of the last mix', () => {
    expect(mixed([3.9])).not.toBe(mixed([-0.9]));
    expect(mixed([-0.9, 3.9])).toBe(mixed([3.9]));
    expect(mixed([3.9, -0.9])).toBe(mixed([-0.9]));
  });
});

describe('coefficients that underflow before lines with constants', () => {
  it('are charged with these', () => {
    const account = new RowAccount(new Program(new Net(1).dense([[1]], [1e300]).apply('relu').build(), createReferenceEngine())); // prettier-ignore
    account.reset();
    account.finishNode(1, 0);
    expect(account.uncertainty(0, false)).toBeGreaterThanOrEqual(ETA * 1e300);
  });
});

describe('the constants of a sum', () => {
  const of = (bias: number, uncertainty: number) => ({ bias: Float64Array.of(bias), uncertainty: Float64Array.of(uncertainty) });
  const summed = (given: readonly ReturnType<typeof of>[]) => {
    const ids = given.map((_, i) => i + 1);
    const operator = new Program(graphOf([input, ...ids.map(dense), sum(ids.length + 1, ids)], ids.length + 1), createReferenceEngine()).operator(ids.length + 1); // prettier-ignore
    operator.prepareDoubles!(given, 0);
    return operator.constants!;
  };

  it('are unsure of what rounding takes from it', () => {
    const { bias, uncertainty } = summed([of(1, 0), of(2 ** -54, 0)]);
    const lost = add(add(dyadic(1), dyadic(2 ** -54)), negate(dyadic(bias[0]!)));
    expect(compare(dyadic(uncertainty[0]!), lost)).toBeGreaterThanOrEqual(0);
  });

  it('are unsure of no less than all that are summed, however many they are', () => {
    expect(summed([of(0, 1), of(0, 2)]).uncertainty[0]).toBeGreaterThanOrEqual(3);
    const many = Array.from({ length: 64 }, (_, i) => of(0, i === 0 ? 1 : 2 ** -53));
    const due = many.map(({ uncertainty }) => dyadic(uncertainty[0]!)).reduce(add);
    expect(compare(dyadic(summed(many).uncertainty[0]!), due)).toBeGreaterThanOrEqual(0);
  });
});

describe('the box of the input', () => {
  it('is wider by the share of its ends in a long sum', () => {
    const size = 1000;
    const engine = createReferenceEngine();
    let charge = NaN;
    const spy: Engine = {
      ...engine,
      accumulate(place, a, lower, upper, uncertainty, bias, error) {
        if (uncertainty === null) charge = 2 - lower[0]!;
        engine.accumulate(place, a, lower, upper, uncertainty, bias, error);
      },
    };
    const bounder = new Bounder(new Program(new Net(size).dense([new Array<number>(size).fill(1)]).build(), spy));
    const region = ballRegion('linf', new Float64Array(size).fill(2), 0, null, null);
    bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'crown-interval', relaxation: 'adaptive' });
    expect(charge).toBeGreaterThanOrEqual(2 * gamma(sumTerms(1, size)));
  });
});

describe('bounds on the way, at an activation that several nodes read', () => {
  it('are charged with the last rounding of the sum there', () => {
    const random = new Random(3);
    const map = { origin: [], shape: { height: 1, width: 1, channels: 6 } };
    const layer = (id: number, from: number): GraphNode => ({
      ...{ kind: 'dense', id, inputs: [from], ...map, ...EXACT },
      ...{ weights: random.array(36), bias: random.array(6) },
    });
    const relu = (id: number, from: number): GraphNode => ({ ...apply(id, from, 'relu'), ...map });
    const nodes = [{ ...input, ...map }, layer(1, 0), relu(2, 1), layer(3, 2), { ...sum(4, [3, 2]), ...map }, relu(5, 4), layer(6, 5), relu(7, 6)]; // prettier-ignore
    const engine = createReferenceEngine();
    const blocks = new Set<Float64Array>();
    const elsewhere: number[] = [];
    const program = new Program(graphOf(nodes, 7), {
      ...engine,
      relax(...given) {
        blocks.add(given[7]);
        engine.relax(...given);
      },
      accumulate(place, a, lower, upper, uncertainty, bias, error) {
        if (lower === upper && uncertainty !== null && !blocks.has(bias)) elsewhere.push(uncertainty[0]!);
        engine.accumulate(place, a, lower, upper, uncertainty, bias, error);
      },
    });
    const region = ballRegion('linf', random.array(6), 0.4, null, null);
    new Bounder(program).lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive' });
    const due = UNIT * program.boundsOf(2).upper[0]!;
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.every((charged) => charged >= due)).toBe(true);
  });
});

describe('bounds do not depend on what the program evaluated last', () => {
  it('nor does what is said to be too far from enough, where no layer has rows of its own', () => {
    const program = new Program(new Net(2).dense([[1, -1]]).apply('tanh').dense([[1]]).build(), createReferenceEngine()); // prettier-ignore
    const bounder = new Bounder(program);
    const middles: number[] = [];
    const effort = {
      isEnough: () => false,
      isVain: () => true,
      isFar: (_row: number, _bound: number, middle: number) => middles.push(middle) > 0,
    };
    for (const point of [[0, 0], [9, -9]]) {
      program.evaluate(Float64Array.from(point));
      const region = ballRegion('linf', Float64Array.of(0.3, 0.1), 0.5, null, null);
      bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'cnn-cert', relaxation: 'adaptive', effort });
    } // prettier-ignore
    expect(middles.map((middle) => middle.toFixed(6))).toEqual([Math.tanh(0.2).toFixed(6), Math.tanh(0.2).toFixed(6)]);
  });

  it.each(['interval', 'crown-interval', 'cnn-cert'] as const)('%s', (method) => {
    const graph = new Net(2).dense([[1, -1]], [0.995]).apply('relu').dense([[1]], [0]).build(); // prettier-ignore
    const clip = { lower: new Float64Array(2), upper: Float64Array.of(0.3, 1) };
    const region = ballRegion('l2', Float64Array.of(0.1, 0.5), 0.5, null, clip);
    const results = [[0, 0], [-9, 9], [9, -9], [-9, -9], [9, 9]].map((point) => {
      const program = new Program(graph, createReferenceEngine());
      const bounder = new Bounder(program);
      program.evaluate(Float64Array.from(point));
      const lower = bounder.lowerBounds({ region, rows: [Float64Array.of(1), Float64Array.of(-1)], method, relaxation: 'adaptive' });
      return [...lower, ...program.boundsOf(1).lower, ...program.boundsOf(1).upper].join();
    }); // prettier-ignore
    expect(new Set(results).size).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { SINGLE_ETA, SINGLE_UNIT } from '../../src/engine/precision.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { reachOf } from '../../src/graph/singles.js';
import { graphOf } from '../support/random-graph.js';

const shape = { height: 1, width: 1, channels: 3 };
const identity = (id: number, from: number): GraphNode => ({
  ...{ kind: 'dense', id, inputs: [from], origin: [], shape, weightUnits: 0, biasError: null },
  ...{ weights: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), bias: new Float64Array(3) },
});
const function_ = (id: number, from: number, name: string): GraphNode => ({
  ...{ kind: 'activation', id, inputs: [from], origin: [], shape },
  functions: [activation(name)],
});

/** A node that two paths read, a residual sum of them, and something that wants its bounds. */
function residual(fork: GraphNode[]): GraphNode[] {
  const last = fork.length - 1;
  const sum: GraphNode = { kind: 'add', id: last + 2, inputs: [last + 1, last], origin: [], shape, signs: [1, 1] };
  return [...fork, identity(last + 1, last), sum, function_(last + 3, last + 2, 'relu')];
}

const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape };

/** What errors of rows in singles grow by on their way, per unit of a coefficient; what the last rounding of a sum at the fork may take; and what an operator's constants are unsure of. */
function charged(fork: GraphNode[]): { calls: Coefficients[]; due: number[]; unsure: (id: number) => Float32Array } {
  const engine = createReferenceEngine();
  const calls: Coefficients[] = [];
  const spy: Engine = {
    ...engine,
    relax(place, a, ls, li, us, ui, uncertainty, bias, error) {
      if (uncertainty instanceof Float32Array) calls.push(uncertainty.slice());
      engine.relax(place, a, ls, li, us, ui, uncertainty, bias, error);
    },
    accumulate(place, a, lower, upper, uncertainty, bias, error) {
      if (uncertainty instanceof Float32Array) calls.push(uncertainty.slice());
      engine.accumulate(place, a, lower, upper, uncertainty, bias, error);
    },
  };
  const nodes = residual(fork);
  const program = new Program(graphOf(nodes, nodes.length - 1), spy);
  const bounder = new Bounder(program);
  // What was prepared for a smaller ball must not be left.
  for (const radius of [0.01, 1]) {
    calls.length = 0;
    const region = ballRegion('linf', Float64Array.of(0.1, 3, -3), radius, null, null);
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', kernel: 'f32' });
  }
  const at = fork.length - 1;
  const due = [0, 1, 2].map((k) => 2 * SINGLE_UNIT * reachOf(program.boundsOf(at), k));
  return { calls, due, unsure: (id) => program.operator(id).singleConstants!.uncertainty };
}

describe('the account of rows in singles charges the last rounding of a sum of paths', () => {
  it('with the lines of the activation that they meet in, beside what the lines and the map before them are unsure of', () => {
    const { calls, due, unsure } = charged([input, identity(1, 0), function_(2, 1, 'relu')]);
    // The second element passes the activation as it is.
    const all = due[1]! + unsure(1)[1]!;
    expect(calls.some((call) => call[1]! >= all && call[1]! <= 1.001 * all)).toBe(true);
    expect(Math.min(due[0]!, unsure(1)[1]!)).toBeGreaterThan(0);
  });

  it('by itself where they meet in anything else', () => {
    const { calls, due } = charged([input, function_(1, 0, 'relu'), identity(2, 1)]);
    expect(calls.some((call) => [0, 1].every((k) => call[k]! >= due[k]! && call[k]! <= 1.001 * due[k]!))).toBe(true);
    expect(due[1]!).toBeGreaterThan(0);
  });
});

describe('the constants of a sum of paths', () => {
  it('are unsure of what those of the maps are that only it reads', () => {
    const { calls, unsure } = charged([input, function_(1, 0, 'relu')]);
    for (const k of [0, 1]) expect(unsure(3)[k]! / unsure(2)[k]!).toBeGreaterThanOrEqual(1);
    expect(unsure(2)[1]).toBeGreaterThan(0);
    expect(calls.length).toBeGreaterThan(0);
  });
});

describe('coefficients that underflow before lines that hold constants', () => {
  it('are charged with all of the constants, which nothing else bounds', () => {
    const program = new Program(graphOf([input, identity(1, 0), function_(2, 1, 'relu')], 2), createReferenceEngine());
    for (const { lower, upper, anchor } of program.bounds) for (const array of [lower, upper, anchor]) array.fill(0);
    const taken = (constant: number): number => {
      const account = new RowAccount(program);
      account.reset();
      program.prepareSingles(1, account.biasGamma);
      program.operator(1).singleConstants!.bias.fill(constant);
      account.finishSingles(1);
      return account.uncertainty(0, true);
    };
    expect(taken(1e38) - taken(0)).toBeGreaterThanOrEqual(3e38 * SINGLE_ETA);
    expect(taken(NaN)).toBeNaN();
  });
});

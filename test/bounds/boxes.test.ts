import { describe, expect, it } from 'vitest';
import { Boxes } from '../../src/bounds/boxes.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import { LANE_TERMS, SINGLE_UNIT, singleGamma } from '../../src/engine/precision.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { add, compare, dyadic, multiply, negate, type Dyadic } from '../support/dyadic.js';
import { graphOf } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

const SIZE = 4000;

function boxesOf(half: number) {
  const shape = { height: 1, width: 1, channels: SIZE };
  const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape };
  const program = new Program(graphOf([input], 0), wasmEngines.plain());
  const { engine } = program;
  const place = { rows: 1, height: 1, run: SIZE, stride: SIZE, offsets: engine.allocateIndices(1) };
  const boxes = new Boxes(program);
  const { lower, upper } = program.boundsOf(0);
  // One, then what is lost whenever it is added to one, in every lane.
  for (let k = 0; k < SIZE; k++) upper[k] = half * (k % 128 < 8 ? 1 : Math.fround(0.99 * SINGLE_UNIT));
  for (let k = 0; k < SIZE; k++) lower[k] = -(upper[k] ?? NaN);
  return { program, place, boxes, bounds: { lower, upper }, account: new RowAccount(program) };
}

const exactSum = (values: Float64Array): Dyadic => values.reduce((sum, value) => add(sum, dyadic(value)), dyadic(0));

describe('rows in singles that end at a box', () => {
  it('are charged with all that lanes lose of their sums', () => {
    const { program, place, boxes, bounds, account } = boxesOf(1);
    const { engine } = program;
    const [bias, error] = [engine.allocate(1), engine.allocate(1)];
    boxes.apply(0, place, engine.allocateSingles(SIZE).fill(1), account.biasGamma, bias, error);
    const real = exactSum(bounds.upper);
    // Something was lost: without the error the bound would be too high.
    expect(compare(dyadic(bias[0]!), negate(real))).toBeGreaterThan(0);
    expect(compare(add(dyadic(bias[0]!), negate(dyadic(error[0]!))), negate(real))).toBeLessThanOrEqual(0);
    // All that any order may lose.
    expect(
      compare(dyadic(error[0]!), multiply(dyadic(singleGamma(LANE_TERMS) / (1 + singleGamma(LANE_TERMS))), real)),
    ).toBeGreaterThanOrEqual(0);
  });

  it('are bounded over the box of their region, not over that of an earlier one', () => {
    const { program, place, boxes, bounds, account } = boxesOf(1);
    const { engine } = program;
    const [ones, double] = [engine.allocateSingles(SIZE).fill(1), engine.allocate(SIZE).fill(1)];
    const biasOf = (coefficients: Float32Array | Float64Array): number => {
      const [bias, error] = [engine.allocate(1), engine.allocate(1)];
      boxes.apply(0, place, coefficients, account.biasGamma, bias, error);
      return bias[0]! - error[0]!;
    };
    const before = [biasOf(ones), biasOf(double)];
    for (const array of [bounds.lower, bounds.upper]) for (let k = 0; k < SIZE; k++) array[k]! *= 8;
    boxes.reset();
    const after = [biasOf(ones), biasOf(double)];
    after.forEach((bound, i) => {
      expect(bound / before[i]!).toBeCloseTo(8, 3);
    });
  });

  it('are charged for the errors of the errors, which are sums in lanes, too', () => {
    const { account } = boxesOf(1);
    expect(account.uncertainty(1, true)).toBeGreaterThanOrEqual(1 + 2 * singleGamma(LANE_TERMS));
    expect(account.uncertainty(1, true)).toBeGreaterThan(account.uncertainty(1, false));
  });
});

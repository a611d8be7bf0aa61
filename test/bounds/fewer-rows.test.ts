import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { Sweeper } from '../../src/bounds/sweeper.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Program } from '../../src/graph/program.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

/** Rows that set out and rows that reached the input, for all targets of one bound computation, and the bounds of every node. */
function countRows(program: Program, centre: Float64Array, epsilon: number) {
  const counts = { started: 0, finished: 0 };
  const sweep = Reflect.get(Sweeper.prototype, 'sweepUnits');
  vi.spyOn(Sweeper.prototype, 'sweepUnits').mockImplementation(function (this: Sweeper, ...values) {
    counts.started += this.seeds.count;
    const results = Reflect.apply(sweep, this, values);
    counts.finished += this.seeds.count;
    return results;
  });
  const rows = [new Float64Array(program.size(program.graph.outputNode)).fill(1)];
  const region = ballRegion('linf', centre, epsilon, null, null);
  new Bounder(program).lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive' });
  return counts;
}

describe('rows of intermediate bounds', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are one for a neuron that is stable, two for one that is not', () => {
    // 3 |x| - 3 |x| + 0.5 by two pairs of ReLUs: undecided by intervals.
    const net = new Net(1).dense([[1], [-1], [1], [-1]], [0, 0, 0, 0]).apply('relu').dense([[3, 3, -3, -3], [1, -1, 0, 0]], [0.5, 0]).apply('relu').dense([[1, 1]]); // prettier-ignore
    const program = new Program(net.build(), createWasmEngine());
    // Layer 1: exact by intervals, no rows. Layer 2: element 0 is settled by one row of bound > 0, element 1 gets two.
    expect(countRows(program, Float64Array.of(0), 0.1)).toEqual({ started: 3, finished: 3 });
    expect([program.boundsOf(3).lower[0]! > 0, program.boundsOf(3).lower[1]! < 0]).toEqual([true, true]);
  });

  it('end early where the box of a node on the way settles them', () => {
    let [started, finished] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const net = new Net(6).randomDense(random, 12).apply('relu').randomDense(random, 12).apply('relu').randomDense(random, 12).apply('relu').randomDense(random, 2); // prettier-ignore
      const counts = countRows(new Program(net.build(), createWasmEngine()), random.array(6), 0.06);
      vi.restoreAllMocks();
      started += counts.started;
      finished += counts.finished;
    }
    expect(finished).toBeGreaterThan(0);
    expect(finished / started).toBeLessThan(0.95);
  });
});

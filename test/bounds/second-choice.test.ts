import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { TargetRefiner } from '../../src/bounds/target-refiner.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Program } from '../../src/graph/program.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

/** How often targets are refined, and the margins, of a tanh net in doubles and by default. */
function refinements(epsilon: number) {
  const random = new Random(5);
  const net = new Net(6).randomDense(random, 10).apply('tanh').randomDense(random, 10).apply('tanh').randomDense(random, 3);
  const bounder = new Bounder(new Program(net.build(), createWasmEngine()));
  const region = ballRegion('linf', random.array(6), epsilon, null, null);
  const rows = [Float64Array.of(1, -1, 0), Float64Array.of(1, 0, -1)];
  const refine = vi.spyOn(TargetRefiner.prototype, 'refine');
  return (['f64', 'auto'] as const).map((kernel) => {
    refine.mockClear();
    const margins = bounder.lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive', kernel });
    return { times: refine.mock.calls.length, margins };
  });
}

describe('a second choice of lines', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is spared where the first ones are close together, at no more than a thousandth of the margin', () => {
    const [doubles, auto] = refinements(0.002);
    // The first layer is linear, the second is refined with both choices.
    expect([doubles!.times, auto!.times]).toEqual([2, 1]);
    auto!.margins.forEach((margin, i) => {
      expect(Math.abs(margin - doubles!.margins[i]!) / (1 + Math.abs(margin))).toBeLessThan(1e-3);
    });
  });

  it('is made where they are not', () => {
    const [doubles, auto] = refinements(0.2);
    expect([doubles!.times, auto!.times]).toEqual([2, 2]);
  });
});

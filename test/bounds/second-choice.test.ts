import { afterEach, describe, expect, it, vi } from 'vitest';
import { BlockRefiner } from '../../src/bounds/block-refiner.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { LineChoices } from '../../src/bounds/line-choices.js';
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

  it('begins by default, and the first one, tried on a sample of elements, ends there', () => {
    vi.spyOn(LineChoices.prototype, 'second').mockReturnValue({ relaxation: 'adaptive', pooling: 'cnn-cert', product: 'middle' });
    const { doubles, auto } = elementsTried('tanh');
    expect(doubles).toEqual([96, 96]);
    expect(auto).toEqual([96, 4]);
  });

  it('is followed by the first one where that gains anything in the sample', () => {
    vi.spyOn(LineChoices.prototype, 'second').mockReturnValue({ relaxation: 'flat', pooling: 'cnn-cert', product: 'middle' });
    const { auto, widths } = elementsTried('relu');
    expect(auto[1]).toBeGreaterThan(40);
    expect(widths[1]! / widths[0]!).toBeLessThan(1.0001);
  });
});

/** How many elements of the second layer each pass tries, and how wide its intervals are, in doubles and by default. */
function elementsTried(name: 'tanh' | 'relu') {
  const random = new Random(9);
  const net = new Net(6).randomDense(random, 24).apply(name).randomDense(random, 96).apply(name).randomDense(random, 3).build();
  const region = ballRegion('linf', random.array(6), 0.3, null, null);
  const passes: number[] = [];
  const refine = TargetRefiner.prototype.refine; // eslint-disable-line @typescript-eslint/unbound-method -- called with its object
  vi.spyOn(TargetRefiner.prototype, 'refine').mockImplementation(function (this: TargetRefiner, ...given) {
    passes.push(0);
    refine.apply(this, given);
  });
  const run = BlockRefiner.prototype.run; // eslint-disable-line @typescript-eslint/unbound-method -- called with its object
  vi.spyOn(BlockRefiner.prototype, 'run').mockImplementation(function (this: BlockRefiner, ...given) {
    const [, { starts }, block] = given;
    passes[passes.length - 1]! += starts[block + 1]! - starts[block]!;
    run.apply(this, given);
  });
  const [doubles, auto] = (['f64', 'auto'] as const).map((kernel) => {
    passes.length = 0;
    const program = new Program(net, createWasmEngine());
    new Bounder(program).lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', kernel });
    const { lower, upper } = program.boundsOf(3);
    return { passes: [...passes], width: upper.reduce((sum, high, k) => sum + high - lower[k]!, 0) };
  });
  return { doubles: doubles!.passes, auto: auto!.passes, widths: [doubles!.width, auto!.width] };
}

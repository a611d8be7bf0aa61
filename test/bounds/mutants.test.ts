import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { Engine } from '../../src/engine/engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { worstViolation } from '../support/soundness.js';

/** Engines with one deliberate fault each: whatever tests soundness must notice every one of them. */
const mutants: Record<string, (engine: Engine) => Partial<Engine>> = {
  'negative coefficients take the lower line': (engine) => ({
    relax: (place, a, ls, li, _us, _ui, ...rest) => engine.relax(place, a, ls, li, ls, li, ...rest),
  }),
  'upper intercepts are forgotten': (engine) => ({
    relax: (place, a, ls, li, us, ui, ...rest) => engine.relax(place, a, ls, li, us, new Float64Array(ui.length), ...rest),
  }),
  'the two lines are swapped': (engine) => ({
    relax: (place, a, ls, li, us, ui, ...rest) => engine.relax(place, a, us, ui, ls, li, ...rest),
  }),
  'the convolution is shifted by one column': (engine) => ({
    convBackward: (weights, step, ...rest) => engine.convBackward(weights, { ...step, offsetX: step.offsetX + 1 }, ...rest),
  }),
  'the first filters are shifted by one line': (engine) => ({
    convSeed: (weights, step, ...rest) => engine.convSeed(weights, { ...step, offsetY: step.offsetY + 1 }, ...rest),
  }),
  'residual branches overwrite each other': (engine) => ({
    addBox: (rows, height, width, channels, source, from, target, to) =>
      engine.addBox(rows, height, width, channels, source, from, target, to, false),
  }),
  'the dual norm is a tenth too small': (engine) => ({
    dualNorm: (place, a, weight, kind, sums) =>
      engine.dualNorm(
        place,
        a,
        weight.map((w) => 0.9 * w),
        kind,
        sums,
      ),
  }),
  'the box is taken from the wrong side': (engine) => ({
    accumulate: (place, a, lower, upper, ...rest) => engine.accumulate(place, a, upper, lower, ...rest),
  }),
  'lines forget the constants before them': (engine) => ({
    outwardLines: (lines, constants, ...rest) =>
      engine.outwardLines(lines, constants === null ? null : { ...constants, bias: new Float64Array(constants.bias.length) }, ...rest),
  }),
  'lines add the constants before them twice': (engine) => ({
    outwardLines: (lines, constants, ...rest) =>
      engine.outwardLines(lines, constants === null ? null : { ...constants, bias: constants.bias.map((bias) => 2 * bias) }, ...rest),
  }),
  'biases are forgotten': (engine) => ({
    accumulate: (place, a, lower, upper, ...rest) =>
      engine.accumulate(
        place,
        a,
        lower === upper ? new Float64Array(lower.length) : lower,
        lower === upper ? new Float64Array(upper.length) : upper,
        ...rest,
      ),
  }),
  'pooling weights are swapped': (engine) => ({
    poolBackward: (shape, step, place, size, output, lower, upper, input) =>
      engine.poolBackward(shape, step, place, size, output, upper, lower, input),
  }),
  'interval radii lose their absolute values': (engine) => ({
    convForward: (weights, step, rows, _absolute, ...rest) => engine.convForward(weights, step, rows, false, ...rest),
  }),
  'a sparse map loses its last entry': (engine) => ({
    sparseBackward: (sparse, place, output, size, input) =>
      engine.sparseBackward(
        { ...sparse, weights: sparse.weights.map((w, e) => (e === sparse.weights.length - 1 ? 0 : w)) },
        place,
        output,
        size,
        input,
      ),
  }),
};

/** Enough for every mutant: a pooling window whose two lines differ is the rarest thing to meet. */
const SEEDS = 400;

function worstOf(engine: () => Engine, seeds = SEEDS): number {
  let worst = 0;
  for (let seed = 1; seed <= seeds && worst === 0; seed++) {
    const random = new Random(seed);
    const graph = new RandomGraph(random).build(random.integer(2, 5));
    const norm = random.pick(['linf', 'l2', 'l1'] as const);
    const ball = { norm, centre: random.array(mapSize(graph.nodes[0]!.shape)), epsilon: 0.2, weights: null, clip: null };
    try {
      worst = worstViolation(graph, engine(), ball, { method: 'cnn-cert', relaxation: 'adaptive' }, random, 40).amount;
    } catch (error) {
      worst = error instanceof Error && /finite interval/.test(error.message) ? Infinity : NaN;
    }
  }
  return worst;
}

describe('the soundness check', () => {
  it.each(Object.keys(mutants))('notices when %s', (name) => {
    const worst = worstOf(() => {
      const engine = createReferenceEngine();
      return { ...engine, ...mutants[name]?.(engine) };
    });
    expect(worst).toBeGreaterThan(1e-9);
  });

  it('finds nothing wrong with the engine itself', () => {
    expect(worstOf(createReferenceEngine, 100)).toBe(0);
  });
});

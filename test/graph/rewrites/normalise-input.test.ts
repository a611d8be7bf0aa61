import { describe, expect, it } from 'vitest';
import { Bounder } from '../../../src/bounds/bounder.js';
import { ballRegion } from '../../../src/bounds/region.js';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.js';
import { UsageError } from '../../../src/errors.js';
import type { Graph } from '../../../src/graph/graph.js';
import { mapSize } from '../../../src/graph/graph.js';
import { Program } from '../../../src/graph/program.js';
import { withNormalisation } from '../../../src/graph/rewrites/normalise-input.js';
import { dyadic, type Dyadic } from '../../support/dyadic.js';
import { divide, less, subtract } from '../../support/dyadic-parts.js';
import { evaluateExactly } from '../../support/evaluate-exactly.js';
import { evaluateGraph } from '../../support/evaluate.js';
import { Net } from '../../support/graphs.js';
import { Random } from '../../support/random.js';
import { RandomGraph } from '../../support/random-graph.js';

const engine = createWasmEngine();
const size = (graph: Graph) => mapSize(graph.nodes[0]!.shape);

describe('withNormalisation', () => {
  it('is the model applied to (x - mean) / std, whatever the graph looks like', () => {
    let worst = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const graph = new RandomGraph(random).build(3);
      const { channels } = graph.nodes[0]!.shape;
      const mean = [...random.array(random.pick([1, channels]))];
      const std = [...random.array(random.pick([1, channels]), 0.2, 2)];
      const x = random.array(size(graph));
      const at = (values: number[], i: number) => values[i % values.length]!;
      const expected = evaluateGraph(
        graph,
        x.map((value, i) => (value - at(mean, i % channels)) / at(std, i % channels)),
      );
      const found = evaluateGraph(withNormalisation(graph, mean, std), x);
      found.forEach((value, k) => (worst = Math.max(worst, Math.abs(value - expected[k]!) / (1 + Math.abs(value)))));
    }
    expect(worst).toBeLessThan(1e-10);
  });

  it('follows the layout of the input: channels are those of the map inside', () => {
    const graph = { ...new Net({ height: 1, width: 2, channels: 2 }).dense([[1, 0, 0, 0], [0, 0, 0, 1]]).build(), inputLayout: Int32Array.of(0, 2, 1, 3) }; // prettier-ignore
    expect([...evaluateGraph(withNormalisation(graph, [1, 2], [1, 1]), Float64Array.of(10, 20, 30, 40))]).toEqual([9, 38]);
  });

  it('bounds the real (x - mean) / std, not the rounded one', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const [mean, std, x] = [random.uniform(-1, 1), random.uniform(0.1, 2), random.uniform(-1, 1)];
      const graph = new Net(1).dense([[1]]).build();
      const bounder = new Bounder(new Program(withNormalisation(graph, [mean], [std]), engine));
      const region = ballRegion('linf', Float64Array.of(x), 0, null, null);
      const rows = [Float64Array.of(1), Float64Array.of(-1)];
      const [lower, negated] = bounder.lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive' });
      const input: Dyadic = divide(subtract(dyadic(x), dyadic(mean)), dyadic(std));
      const real = evaluateExactly(graph, [input])[0]!;
      if (less(real, dyadic(lower!)) || less(dyadic(-negated!), real)) wrong.push(`seed ${seed}`);
      if (!(-negated! - lower! < 1e-12)) wrong.push(`seed ${seed} is loose`);
    }
    expect(wrong).toEqual([]);
  });

  it('is exact for powers of two without a mean', () => {
    const node = withNormalisation(new Net(2).dense([[1, 1]]).build(), [0], [0.25]).nodes[1];
    expect(node).toMatchObject({ kind: 'affine', weightUnits: 0, biasError: null, scale: Float64Array.of(4) });
  });

  it.each([
    [[0, 0], [1]],
    [[], [1]],
    [[NaN], [1]],
    [[0], [0]],
    [[0], [-1]],
    [[0], [Infinity]],
    [[0], [NaN]],
    [[1e300], [1e-300]],
  ])('refuses mean %j and std %j', (mean, std) => {
    const graph = new Net({ height: 2, width: 2, channels: 3 }).dense([[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]).build();
    expect(() => withNormalisation(graph, mean, std)).toThrow(UsageError);
  });
});

import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { Graph, GraphNode, MapShape } from '../../src/graph/graph.js';
import { graphOf } from '../support/random-graph.js';

const EXACT = { weightUnits: 0, biasError: null } as const;
const SIZE = 4;
/** Where the model turns, and the width of that place. */
const PLANTED = Array.from({ length: SIZE * SIZE }, (_, i) => (i % 3 === 0 ? 0.25 : -0.125));
const WIDTH = 0.5;

/**
 * Logits [1, (4 / width) relu(width - |x - planted|_1)] on a 4 x 4 map: class 0 everywhere but within 3/4 width of the planted point. The
 * l1 distance is summed by an average pool, or goes through a residual block.
 */
function plantedNet(kind: 'average-pool' | 'residual'): Graph {
  const map: MapShape = { height: SIZE, width: SIZE, channels: 1 };
  const nodes: GraphNode[] = [{ kind: 'input', id: 0, inputs: [], shape: map, origin: [] }];
  type Unplaced<T> = T extends GraphNode ? Omit<T, 'id' | 'origin'> : never;
  const add = (node: Unplaced<GraphNode>) => nodes.push({ id: nodes.length, origin: [], ...node }) - 1;
  const relu = (from: number, shape: MapShape) => add({ kind: 'activation', inputs: [from], shape, functions: [activation('relu')] });
  const shifted = (sign: number) =>
    add({
      kind: 'affine',
      inputs: [0],
      shape: map,
      scale: Float64Array.of(sign),
      shift: Float64Array.from(PLANTED, (p) => -sign * p),
      ...EXACT,
    });
  const above = relu(shifted(1), map);
  let distance: number;
  if (kind === 'residual') {
    // |d| = 2 relu(d) - d: a branch through the ReLU and one around it.
    const twice = add({ kind: 'affine', inputs: [above], shape: map, scale: Float64Array.of(2), shift: null, ...EXACT });
    distance = add({ kind: 'add', inputs: [twice, above - 1], shape: map, signs: [1, -1] });
  } else distance = add({ kind: 'add', inputs: [above, relu(shifted(-1), map)], shape: map, signs: [1, 1] });
  const half: MapShape = { height: 2, width: 2, channels: 1 };
  const window = { kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0, groups: 1 };
  const pooled = add({
    kind: 'conv',
    inputs: [distance],
    shape: half,
    weights: new Float64Array(4).fill(0.25),
    bias: null,
    ...window,
    ...EXACT,
  });
  const one: MapShape = { height: 1, width: 1, channels: 1 };
  const near = relu(
    add({ kind: 'dense', inputs: [pooled], shape: one, weights: new Float64Array(4).fill(-4), bias: Float64Array.of(WIDTH), ...EXACT }),
    one,
  );
  const logits: MapShape = { height: 1, width: 1, channels: 2 };
  const last = add({
    kind: 'dense',
    inputs: [near],
    shape: logits,
    weights: Float64Array.of(0, 4 / WIDTH),
    bias: Float64Array.of(1, 0),
    ...EXACT,
  });
  return graphOf(nodes, last);
}

/** Distance from the origin of the nearest point within 3/4 width of the planted one: its six elements 0.25 shrink, each by 1/16. */
const nearest = { l1: 2.75 - 0.75 * WIDTH, linf: 0.1875, l2: Math.hypot(...PLANTED.map((p) => Math.min(Math.abs(p), 0.1875))) };

const engine = createWasmEngine();
const hooks = { now: () => 0 };

describe.each(['average-pool', 'residual'] as const)('a counterexample planted behind an %s', (kind) => {
  const cases = (['interval', 'crown-interval', 'cnn-cert'] as const).flatMap((method) =>
    (['l1', 'l2', 'linf'] as const).map((norm) => ({ method, norm })),
  );
  it.each(cases)('is never inside a radius certified by $method in $norm', ({ method, norm }) => {
    const input = new Float64Array(16);
    const result = certifyInput(
      new Classifier(plantedNet(kind), engine),
      { index: 0, input, label: 0 },
      { ...DEFAULT_SETTINGS, norm, method },
      hooks,
    );
    expect(result.status).toBe('ok');
    expect(result.certifiedRadius).toBeGreaterThan(0);
    expect(result.certifiedRadius).toBeLessThan(nearest[norm]);
  });

  it('falsifies a ball that holds it, found by the attack', () => {
    const classifier = new Classifier(plantedNet(kind), engine);
    const input = Float64Array.from(PLANTED, (p) => p + 0.028);
    const result = certifyInput(classifier, { index: 0, input, label: 0 }, { ...DEFAULT_SETTINGS, epsilon: 0.028 }, hooks);
    expect(result).toMatchObject({ verdict: 'falsified', limitingClass: 1 });
  });
});

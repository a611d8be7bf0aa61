import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Classifier } from '../../src/certify/classifier.js';
import { isShortWork } from '../../src/certify/team-work.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { GraphNode, MapShape } from '../../src/graph/graph.js';
import { Random } from '../support/random.js';
import { graphOf } from '../support/random-graph.js';

const EXACT = { weightUnits: 0, biasError: null } as const;

/** inputs -> few -> ReLU -> classes. */
function bottleneck(inputs: number, few: number, classes: number): Classifier {
  const random = new Random(3);
  const flat = (channels: number): MapShape => ({ height: 1, width: 1, channels });
  const dense = (id: number, from: number, to: number): GraphNode => {
    return {
      kind: 'dense',
      id,
      inputs: [id - 1],
      shape: flat(to),
      origin: [],
      weights: random.array(from * to, -0.1, 0.1),
      bias: null,
      ...EXACT,
    };
  };
  const relu: GraphNode = { kind: 'activation', id: 2, inputs: [1], shape: flat(few), origin: [], functions: [activation('relu', {})] };
  const nodes: GraphNode[] = [
    { kind: 'input', id: 0, inputs: [], shape: flat(inputs), origin: [] },
    dense(1, inputs, few),
    relu,
    dense(3, few, classes),
  ];
  return new Classifier(graphOf(nodes, 3), createWasmEngine());
}

describe('short work', () => {
  const settings = { epsilon: null, attack: true };

  it('is that of models with few neurons, few classes, and few weights', () => {
    expect(isShortWork(bottleneck(784, 16, 10), settings)).toBe(true);
    expect(isShortWork(bottleneck(784, 1000, 10), settings)).toBe(false);
  });

  it('is that of a few inputs, not of many', () => {
    const small = bottleneck(784, 16, 10);
    const verdict = { epsilon: 0.01, attack: true };
    expect(isShortWork(small, verdict, 20)).toBe(true);
    expect(isShortWork(small, verdict, 1000)).toBe(false);
  });

  it('is not that of hundreds of inputs, however small the model is', () => {
    const tiny = bottleneck(4, 16, 3);
    expect(isShortWork(tiny, settings)).toBe(true);
    expect(isShortWork(tiny, { epsilon: 0.01, attack: true }, 100)).toBe(false);
    expect(isShortWork(tiny, { epsilon: 0.01, attack: false }, 100)).toBe(true);
    expect(isShortWork(tiny, { epsilon: 0.01, attack: false }, 2000)).toBe(false);
  });

  it('is not that of a bottleneck before many classes, whose rows and attacks take seconds', () => {
    // Measured: 9 s for the radius of an input.
    const wide = bottleneck(40_000, 4, 1000);
    expect(isShortWork(wide, settings)).toBe(false);
    expect(isShortWork(wide, { epsilon: 0.01, attack: false })).toBe(true);
    expect(isShortWork(bottleneck(400_000, 20, 2), { epsilon: 0.01, attack: true })).toBe(false);
  });
});

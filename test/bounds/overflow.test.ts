import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';

const shape = (channels: number) => ({ height: 1, width: 1, channels });
const exact = { weightUnits: 0, biasError: null, origin: [] } as const;

describe('a hidden value that overflows', () => {
  it.each(['interval', 'crown-interval', 'cnn-cert'] as const)('proves nothing behind a ReLU (%s)', (method) => {
    const nodes: GraphNode[] = [
      { kind: 'input', id: 0, inputs: [], shape: shape(2), origin: [] },
      { kind: 'dense', id: 1, inputs: [0], shape: shape(1), weights: Float64Array.of(1e308, 1e308), bias: null, ...exact },
      { kind: 'activation', id: 2, inputs: [1], shape: shape(1), functions: [activation('relu')], origin: [] },
      { kind: 'dense', id: 3, inputs: [2], shape: shape(1), weights: Float64Array.of(-1), bias: Float64Array.of(1), ...exact },
    ];
    const bounder = new Bounder(new Program(graphOf(nodes, 3), createReferenceEngine()));
    const region = ballRegion('linf', Float64Array.of(10, 10), 1, null, null);
    const bound = () => bounder.lowerBounds({ region, method, relaxation: 'adaptive', rows: [Float64Array.of(1)] });
    expect(bound).toThrow(expect.objectContaining({ code: 'NON_FINITE_BOUNDS' }));
  });
});

import { describe, expect, it } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { activation } from '../../src/activations/registry.js';
import { SINGLE_UNIT } from '../../src/engine/precision.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

/** So many outputs, too, that coefficients of other rows are sums of many products. */
const SIZE = 64;

/** What rows of a dense layer lose in singles, its weights all alike, relative to the sum of their products; it reads ReLUs, so that its bounds are those of rows. */
function lost(weight: number): number {
  const flat = (channels: number) => ({ height: 1, width: 1, channels });
  const nodes: GraphNode[] = [
    { kind: 'input', id: 0, inputs: [], origin: [], shape: flat(SIZE) },
    { kind: 'activation', id: 1, inputs: [0], origin: [], shape: flat(SIZE), functions: [activation('relu')] },
    {
      ...{ kind: 'dense', id: 2, inputs: [1], origin: [], shape: flat(SIZE), weightUnits: 0, biasError: null },
      ...{ weights: new Float64Array(SIZE * SIZE).fill(weight), bias: new Float64Array(SIZE) },
    },
    { kind: 'activation', id: 3, inputs: [2], origin: [], shape: flat(SIZE), functions: [activation('relu')] },
  ];
  const program = new Program(graphOf(nodes, 3), wasmEngines.plain());
  const region = ballRegion('linf', new Float64Array(SIZE).fill(2), 1, null, null);
  new Bounder(program).lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel: 'f32' });
  const { lower, upper } = program.boundsOf(2);
  // Every ReLU passes values from 1 to 3.
  const loss = Math.max(SIZE * weight - lower[0]!, upper[0]! - 3 * SIZE * weight);
  expect(Math.min(SIZE * weight - lower[0]!, upper[0]! - 3 * SIZE * weight)).toBeGreaterThanOrEqual(0);
  return loss / (SIZE * weight);
}

describe('unit rows in singles', () => {
  it('are not charged with sums that no coefficient of theirs is', () => {
    expect(lost(0.75)).toBeLessThan(25 * SINGLE_UNIT);
  });

  it.each([1 + 0.99 * SINGLE_UNIT, 1 - 0.49 * SINGLE_UNIT])('are charged with the rounding of their weights (%d)', (weight) => {
    expect(lost(weight) - lost(1)).toBeGreaterThan(0.9 * SINGLE_UNIT);
  });
});

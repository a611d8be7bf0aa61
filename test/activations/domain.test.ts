import { describe, expect, it } from 'vitest';
import { activation, activations } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { NumericalError } from '../../src/errors.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';

const shape = { height: 1, width: 1, channels: 1 };

/** The lower bound of f over [centre - epsilon, centre + epsilon], -Infinity where it is refused. */
function lowerBound(name: string, centre: number, epsilon: number): number {
  const nodes: GraphNode[] = [
    { kind: 'input', id: 0, inputs: [], shape, origin: [] },
    { kind: 'activation', id: 1, inputs: [0], shape, origin: [], functions: [activation(name)] },
  ];
  const bounder = new Bounder(new Program(graphOf(nodes, 1), createReferenceEngine()));
  const region = ballRegion('linf', Float64Array.of(centre), epsilon, null, null);
  try {
    const [bound = NaN] = bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'cnn-cert', relaxation: 'adaptive' });
    return bound;
  } catch (error) {
    if (error instanceof NumericalError) return -Infinity;
    throw error;
  }
}

describe('an activation that is not defined everywhere', () => {
  const cases = ['log', 'sqrt', 'reciprocal', 'exp', 'power', 'tan', 'asin', 'acos', 'sinh', 'cosh', 'acosh', 'atanh', 'rsqrt', 'exp-base'];

  it('is one of the cases here', () => {
    const restricted = activations.filter((kind) => kind.domain !== undefined).map((kind) => kind.name);
    expect(cases.toSorted()).toEqual(restricted.sort());
  });

  it.each(cases)('%s is bounded soundly where it is defined', (name) => {
    const inner = ['tan', 'asin', 'acos', 'atanh'].includes(name);
    const [centre, epsilon] = inner ? [0.5, 0.25] : [2, 0.5];
    const least = Math.min(activation(name).evaluate(centre - epsilon), activation(name).evaluate(centre + epsilon));
    const bound = lowerBound(name, centre, epsilon);
    expect([bound <= least, bound > least - 1]).toEqual([true, true]);
  });

  it.each([
    ['log', 2, 2],
    ['log', 1, 3],
    ['sqrt', 1, 1.5],
    ['reciprocal', 1, 1],
    ['reciprocal', 0, 0],
    ['exp', 700, 20],
    ['power', 1, 2 ** 70],
    ['tan', 2, 0.5],
    ['rsqrt', 1, 1],
    ['exp-base', 1000, 20],
    ['asin', 0.5, 0.51],
    ['acos', -0.5, 0.51],
    ['sinh', 700, 20],
    ['cosh', -700, 20],
    ['acosh', 2, 1.1],
    ['atanh', 0.5, 0.5],
  ] as const)('%s proves nothing around %s, radius %s', (name, centre, epsilon) => {
    expect(lowerBound(name, centre, epsilon)).toBe(-Infinity);
  });
});

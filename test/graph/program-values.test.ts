import { describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';

const shape = { height: 1, width: 1, channels: 2 };
const nodes: GraphNode[] = [
  { kind: 'input', id: 0, inputs: [], origin: [], shape },
  { kind: 'activation', id: 1, inputs: [0], origin: [], shape, functions: [activation('reciprocal')] },
];

describe('the values of a program', () => {
  it('are computed once where they are asked for at the same point again', () => {
    const program = new Program(graphOf(nodes, 1), createReferenceEngine());
    const evaluate = vi.spyOn(program.operator(1), 'evaluate');
    const at = (...point: number[]): number[] => [...program.evaluate(Float64Array.from(point))];
    expect(at(1, 2)).toEqual([1, 0.5]);
    expect(at(1, 2)).toEqual([1, 0.5]);
    expect(evaluate).toHaveBeenCalledTimes(1);
    expect(at(1, 4)).toEqual([1, 0.25]);
    // Zeros of both signs are different points: a function may tell them apart.
    expect(at(1, 0)).toEqual([1, NaN]);
    expect(at(1, -0)).toEqual([1, NaN]);
    expect(at(1, NaN)).toEqual([1, NaN]);
    expect(evaluate).toHaveBeenCalledTimes(5);
  });

  it('are computed again where that was broken off', () => {
    const program = new Program(graphOf(nodes, 1), createReferenceEngine());
    program.evaluate(Float64Array.of(1, 2));
    const evaluate = vi.spyOn(program.operator(1), 'evaluate').mockImplementationOnce(() => {
      throw new Error('broken off');
    });
    expect(() => program.evaluate(Float64Array.of(3, 4))).toThrow('broken off');
    expect([...program.evaluate(Float64Array.of(3, 4))]).toEqual([1 / 3, 0.25]);
    expect(evaluate).toHaveBeenCalledTimes(2);
  });
});

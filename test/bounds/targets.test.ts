import { describe, expect, it } from 'vitest';
import { findTargets, isUndecided } from '../../src/bounds/targets.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { Net } from '../support/graphs.js';

/** Which intervals of the value of node 1 leave something to gain: below 0, above 0, with 0 inside, a point. */
function undecided(graph: Graph, wanted: number[] = []): boolean[] {
  const relevant = new Set(graph.nodes.map(({ id }) => id));
  const target = findTargets(new Program(graph, createReferenceEngine()), relevant, new Set(wanted)).get(1)!;
  const intervals = [[-2, -1], [1, 2], [-1, 1], [1, 1], [0, 1], [-1, 0]] as const; // prettier-ignore
  return intervals.map(([lower, upper]) => isUndecided(target, 0, lower, upper));
}

describe('the elements of a target that matter', () => {
  const net = (name: string): Net => new Net(1).dense([[1]]).apply(name);

  it('hold values of both signs where only ReLUs read them', () => {
    expect(
      undecided(
        net('relu')
          .dense([[1]])
          .build(),
      ),
    ).toEqual([false, false, true, false, false, false]);
  });

  it('are all that are no points where an activation is curved, or their bounds are asked for', () => {
    const all = [true, true, true, false, true, true];
    expect(
      undecided(
        net('tanh')
          .dense([[1]])
          .build(),
      ),
    ).toEqual(all);
    expect(
      undecided(
        net('relu')
          .dense([[1]])
          .build(),
        [1],
      ),
    ).toEqual(all);
  });

  it('are all that a ReLU does not make constant where a product reads it', () => {
    const graph = net('relu').build();
    const product = { kind: 'product', id: 3, inputs: [2, 2], shape: graph.nodes[2]!.shape, origin: [] } as const;
    expect(undecided({ ...graph, nodes: [...graph.nodes, product], outputNode: 3 })).toEqual([false, true, true, false, true, false]);
  });
});

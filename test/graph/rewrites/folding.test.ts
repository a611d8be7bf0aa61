import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../../src/graph/graph.js';
import { mapSize } from '../../../src/graph/graph.js';
import { affineIntoNext } from '../../../src/graph/rewrites/affine-into-next.js';
import { affineIntoPrevious } from '../../../src/graph/rewrites/affine-into-previous.js';
import { collapseAffine } from '../../../src/graph/rewrites/collapse-affine.js';
import type { Rewrite } from '../../../src/graph/rewrites/edit.js';
import { simplify } from '../../../src/graph/rewrites/simplify.js';
import { Random } from '../../support/random.js';
import { affineNode, convNode, coversAt, denseNode, graphOf, inputNode, oneOfTheTrue, type Uncertain } from './linear-pairs.js';

type Build = (random: Random, uncertain: Uncertain) => Graph;

const map = { height: 3, width: 4, channels: 2 };

function pair(
  first: (random: Random, uncertain: Uncertain) => GraphNode,
  second: (random: Random, before: GraphNode, uncertain: Uncertain) => GraphNode,
): Build {
  return (random, uncertain) => {
    const before = first(random, uncertain);
    return graphOf([inputNode(map), before, second(random, before, uncertain)]);
  };
}

const pairs: readonly (readonly [string, Rewrite, Build])[] = [
  ['affine after a convolution', affineIntoPrevious, pair((r, u) => convNode(r, 1, map, 3, 1, u), (r, conv, u) => affineNode(r, 2, conv.shape, [3, 3], u))],
  ['one scale after a convolution', affineIntoPrevious, pair((r, u) => convNode(r, 1, map, 3, 0, u), (r, conv, u) => affineNode(r, 2, conv.shape, [1, 0], u))],
  ['affine after a dense layer', affineIntoPrevious, pair((r, u) => denseNode(r, 1, map, 3, u), (r, dense, u) => affineNode(r, 2, dense.shape, [3, 1], u))],
  ['affine per element before a dense layer', affineIntoNext, pair((r, u) => affineNode(r, 1, map, [mapSize(map), mapSize(map)], u), (r, affine, u) => denseNode(r, 2, affine.shape, 3, u))],
  ['affine before an unpadded convolution', affineIntoNext, pair((r, u) => affineNode(r, 1, map, [2, 1], u), (r, affine, u) => convNode(r, 2, affine.shape, 2, 0, u))],
  ['scale before a padded convolution', affineIntoNext, pair((r, u) => affineNode(r, 1, map, [2, 0], u), (r, affine, u) => convNode(r, 2, affine.shape, 2, 1, u))],
  ['affine after affine', collapseAffine, pair((r, u) => affineNode(r, 1, map, [2, mapSize(map)], u), (r, affine, u) => affineNode(r, 2, affine.shape, [1, 2], u))],
  ['shift after scale', collapseAffine, pair((r, u) => affineNode(r, 1, map, [2, 0], u), (r, affine, u) => affineNode(r, 2, affine.shape, [0, 1], u))],
]; // prettier-ignore

const uncertainties: readonly Uncertain[] = [
  { units: 0, biasError: 0 },
  { units: 7, biasError: 1e-14 },
];

/** Number of random cases whose folded node does not cover a true network. */
function violations(rewrite: Rewrite, build: Build, spoil: (graph: Graph) => Graph = (graph) => graph): number {
  let count = 0;
  for (let seed = 1; seed <= 24; seed++) {
    const random = new Random(seed);
    const stored = build(random, uncertainties[seed % 2] ?? { units: 0, biasError: 0 });
    const rewritten = rewrite(stored);
    if (rewritten === null) throw new Error('nothing was folded');
    const folded = spoil(simplify(rewritten));
    if (folded.nodes.length !== 2) throw new Error('more than one node is left');
    if (!coversAt(oneOfTheTrue(random, stored), folded, random.array(mapSize(map), -3, 3))) count++;
  }
  return count;
}

describe('a folded layer covers every network that its parts stand for, in exact arithmetic', () => {
  it.each(pairs)('%s', (_, rewrite, build) => {
    expect(violations(rewrite, build)).toBe(0);
  });
});

describe('a folded layer that forgets its errors is caught', () => {
  const forget = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((node) => ('weightUnits' in node ? { ...node, weightUnits: 0, biasError: null } : node)),
  });

  it.each(pairs)('%s', (_, rewrite, build) => {
    expect(violations(rewrite, build, forget)).toBeGreaterThan(5);
  });
});

describe('folding is refused', () => {
  const exact = { units: 0, biasError: 0 };
  const random = new Random(3);
  const conv = convNode(random, 1, map, 3, 1, exact);
  const cases: readonly (readonly [string, Rewrite, Graph])[] = [
    ['a shift before a padded convolution', affineIntoNext, graphOf([inputNode(map), affineNode(random, 1, map, [0, 1], exact), convNode(random, 2, map, 2, 1, exact)])],
    ['a scale per element before a convolution', affineIntoNext, graphOf([inputNode(map), affineNode(random, 1, map, [24, 0], exact), convNode(random, 2, map, 2, 0, exact)])],
    ['a scale per element after a convolution', affineIntoPrevious, graphOf([inputNode(map), conv, affineNode(random, 2, conv.shape, [mapSize(conv.shape), 0], exact)])],
    ['an affine after a convolution that is also the output', affineIntoPrevious, graphOf([inputNode(map), conv, affineNode(random, 2, conv.shape, [3, 3], exact)], 1)],
    ['an affine that the output reads too', affineIntoNext, graphOf([inputNode(map), affineNode(random, 1, map, [1, 1], exact), denseNode(random, 2, map, 2, exact)], 1)],
    ['a product that underflows', affineIntoPrevious, graphOf([inputNode(map), { ...conv, weights: conv.weights.map(() => 2 ** -600) }, { ...affineNode(random, 2, conv.shape, [1, 0], exact), scale: Float64Array.of(2 ** -600) }])],
  ]; // prettier-ignore

  it.each(cases)('%s', (_, rewrite, graph) => {
    expect(rewrite(graph)).toBeNull();
  });
});

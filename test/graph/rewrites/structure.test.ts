import { describe, expect, it } from 'vitest';
import type { ConvNode, Graph, GraphNode, MapShape } from '../../../src/graph/graph.js';
import { mapSize } from '../../../src/graph/graph.js';
import { dropUnreachable } from '../../../src/graph/rewrites/drop-unreachable.js';
import { mergePad } from '../../../src/graph/rewrites/merge-pad.js';
import { removeIdentity } from '../../../src/graph/rewrites/remove-identity.js';
import { rewrites, simplify } from '../../../src/graph/rewrites/simplify.js';
import { evaluateGraph } from '../../support/evaluate.js';
import { Random } from '../../support/random.js';
import { affineNode, convNode, graphOf, inputNode, origin } from './linear-pairs.js';

const exact = { units: 0, biasError: 0 };
const map = { height: 4, width: 5, channels: 2 };

/** A 1x1 depthwise convolution of ones with pads on the four sides (negative: cropped) and a stride. */
function padNode(pads: readonly [top: number, left: number, bottom: number, right: number], stride = 1): ConvNode {
  const [top, left, bottom, right] = pads;
  const size = (length: number) => Math.floor((length - 1) / stride) + 1;
  return {
    kind: 'conv', id: 1, inputs: [0], shape: { ...map, height: size(map.height + top + bottom), width: size(map.width + left + right) },
    origin: origin('pad'), weights: Float64Array.of(1, 1), bias: null, groups: 2, kernelHeight: 1, kernelWidth: 1, strideY: stride,
    strideX: stride, dilationY: 1, dilationX: 1, padTop: top, padLeft: left, weightUnits: 0, biasError: null,
  }; // prettier-ignore
}

function padded(pad: ConvNode, convPad: number): Graph {
  return graphOf([inputNode(map), pad, convNode(new Random(4), 2, pad.shape, 3, convPad, exact)]);
}

function sameValues(a: Graph, b: Graph): boolean {
  const x = new Random(9).array(mapSize(map));
  return [...evaluateGraph(a, x)].join() === [...evaluateGraph(b, x)].join();
}

describe('padding before a convolution', () => {
  it.each([
    ['zeros on all sides', [1, 2, 3, 0], 0],
    ['zeros, and pads of the convolution', [1, 2, 0, 1], 1],
    ['a crop', [-1, -2, 0, -1], 0],
    ['a crop at the end, pads of the convolution at the beginning', [0, 0, -1, -1], 1],
  ] as const)('merges: %s', (_, pads, convPad) => {
    const graph = padded(padNode(pads), convPad);
    const merged = simplify(graph);
    expect([merged.nodes.length, sameValues(graph, merged)]).toEqual([2, true]);
  });

  it.each([
    ['a crop at the beginning under pads of the convolution', padNode([-1, 0, 0, 0]), 1],
    ['a stride', padNode([1, 1, 1, 1], 2), 0],
  ])('stays: %s', (_, pad, convPad) => {
    expect(mergePad(padded(pad, convPad))).toBeNull();
  });

  it('remembers both origins', () => {
    expect(simplify(padded(padNode([1, 1, 1, 1]), 0)).nodes[1]?.origin.map(({ name }) => name)).toEqual(['pad', 'conv2']);
  });
});

describe('nodes that change nothing', () => {
  const gather = (indices: readonly number[], shape: MapShape): GraphNode => ({
    kind: 'sparse', id: 1, inputs: [0], shape, origin: [], starts: Int32Array.from({ length: indices.length + 1 }, (_, i) => i),
    indices: Int32Array.from(indices), weights: null, bias: null, weightUnits: 0, biasError: null,
  }); // prettier-ignore
  const small = { height: 1, width: 2, channels: 1 };

  it.each([
    ['an affine without scale and shift', affineNode(new Random(1), 1, small, [0, 0], exact)],
    ['a gather in order', gather([0, 1], small)],
  ])('are removed: %s', (_, node) => {
    expect(removeIdentity(graphOf([inputNode(small), node]))?.outputNode).toBe(0);
  });

  it.each([
    ['a gather in another order', gather([1, 0], small)],
    ['a gather into another shape', gather([0, 1], { height: 2, width: 1, channels: 1 })],
  ])('stay: %s', (_, node) => {
    expect(removeIdentity(graphOf([inputNode(small), node]))).toBeNull();
  });
});

describe('unreachable nodes', () => {
  it('are dropped and the others numbered anew', () => {
    const random = new Random(2);
    const graph = graphOf([
      inputNode(map),
      convNode(random, 1, map, 2, 0, exact),
      { ...affineNode(random, 2, map, [1, 1], exact), inputs: [0] },
    ]);
    const { nodes, outputNode } = dropUnreachable(graph) ?? graph;
    expect([nodes.map(({ id, kind, inputs }) => [id, kind, inputs]), outputNode]).toEqual([[[0, 'input', []], [1, 'affine', [0]]], 1]); // prettier-ignore
  });

  it('never include the input', () => {
    expect(simplify(graphOf([inputNode(map)])).nodes.length).toBe(1);
  });
});

describe('a rewrite', () => {
  it.each(rewrites.map((rewrite) => [rewrite.name, rewrite] as const))('%s finds nothing to do in its own result', (_, rewrite) => {
    const graph = simplify(padded(padNode([1, 1, 1, 1]), 1));
    expect(rewrite(graph)).toBeNull();
  });
});

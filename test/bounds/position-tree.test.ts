import { describe, expect, it } from 'vitest';
import { BlockList } from '../../src/bounds/block-list.js';
import { BlockCuts } from '../../src/bounds/block-cuts.js';
import { PositionTree, type Region } from '../../src/bounds/position-tree.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { MAX_ROWS } from '../../src/bounds/sweeper.js';
import type { Graph, GraphNode, MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { Random } from '../support/random.js';
import { startsOfAxis } from '../support/unit-rows.js';

const CHANNELS = 3;

/** 3 x 3 convolutions, padded, of one map. */
function planOf(height: number, width: number, depth: number): { plan: SweepPlan; shape: MapShape } {
  const shape = { height, width, channels: CHANNELS };
  const nodes: GraphNode[] = [{ kind: 'input', id: 0, inputs: [], origin: [], shape }];
  for (let id = 1; id <= depth; id++) {
    nodes.push({
      ...{ kind: 'conv', id, inputs: [id - 1], origin: [], shape, groups: 1, kernelHeight: 3, kernelWidth: 3, strideY: 1, strideX: 1 },
      ...{ dilationY: 1, dilationX: 1, padTop: 1, padLeft: 1, weights: new Float64Array(81), bias: null, biasError: null, weightUnits: 0 },
    });
  }
  const graph: Graph = { nodes, outputNode: depth } as unknown as Graph;
  return { plan: new SweepPlan(new Program(graph, createReferenceEngine()), depth, false), shape };
}

function leavesOf(region: Region): Region[] {
  return region.parts === null ? [region] : region.parts.flatMap(leavesOf);
}

function regionsOf(region: Region): Region[] {
  return [region, ...(region.parts ?? []).flatMap(regionsOf)];
}

/** The first elements of the positions of each class. */
function elementsOf({ classes, firsts }: PositionTree): number[][] {
  return classes.map(({ at, end }) => firsts.slice(at, end));
}

/** All elements, or some of each class, listed and cut. */
function listed(tree: PositionTree, shape: MapShape, nodes: number, rows: number, isOpen: (element: number) => boolean) {
  const list = new BlockList(createReferenceEngine(), shape.height * shape.width * shape.channels);
  list.clear();
  const counts = tree.firsts.map((first) => {
    const start = list.length;
    for (let c = 0; c < shape.channels; c++) if (isOpen(first + c)) list.add(first + c);
    return start;
  });
  new BlockCuts(tree, nodes).run(list, Int32Array.from([...counts, list.length]), rows);
  return list;
}

describe('the tree of positions', () => {
  it('has each position once, in regions of neighbours, and no region has rows with larger windows than those of a single position', () => {
    for (const [height, width, depth] of [
      [9, 14, 3],
      [4, 4, 5],
      [1, 1, 2],
      [12, 5, 1],
    ] as const) {
      // prettier-ignore
      const { plan, shape } = planOf(height, width, depth);
      const tree = new PositionTree(plan, shape);
      expect([...tree.firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: height * width }, (_, i) => i * CHANNELS));
      const [root] = tree.regions;
      if (root === undefined || tree.regions.length > 1) throw new Error('classes of padded convolutions are rectangles');
      expect(leavesOf(root).map(({ first, end }) => [first, end])).toEqual(tree.classes.map((__, i) => [i, i + 1]));
      const largest = Math.max(...tree.classes.map(({ largestWindow }) => largestWindow));
      for (const { first, end, patch, parts, rows } of regionsOf(root)) {
        if (parts === null) continue;
        expect([parts[0].first, parts[0].end, parts[1].end]).toEqual([first, parts[1].first, end]);
        if (rows !== null) expect(rows.largestWindow).toBeLessThanOrEqual(largest);
        const { y, x, height: tall, width: broad } = tree.patches[patch]!;
        const own = elementsOf(tree).slice(first, end).flat();
        const lines = startsOfAxis(y, tall, height, (at) => plan.classOf(at, x).line);
        const columns = startsOfAxis(x, broad, width, (at) => plan.classOf(y, at).column);
        const all = lines.flatMap((line) => columns.map((column) => (line * width + column) * CHANNELS));
        expect(own.sort((a, b) => a - b)).toEqual(all);
        expect(tall > 1 || broad > 1).toBe(true);
      }
    }
  });

  it('joins nothing where positions of one class are no neighbours', () => {
    const shape = { height: 4, width: 3, channels: 2 };
    const plan = {
      classOf: (y: number, x: number) => ({ line: y % 2, column: x }),
      largestWindow: () => 10,
      multiplyAdds: () => 10,
    };
    const tree = new PositionTree(plan, shape);
    expect(elementsOf(tree)).toEqual([[0, 12], [2, 14], [4, 16], [6, 18], [8, 20], [10, 22]]); // prettier-ignore
    expect(tree.regions.every(({ parts }) => parts === null)).toBe(true);
    const list = listed(tree, shape, 100, 1, () => true);
    expect([...list.shared.slice(0, list.count)]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the tree of a large map', () => {
  it.each([
    ['one class', 700, () => 0],
    ['a class for each position', 250, (at: number) => at],
  ])('is made, of %s', (_, side, classOf) => {
    const plan = {
      classOf: (y: number, x: number) => ({ line: classOf(y), column: classOf(x) }),
      largestWindow: () => 10,
      multiplyAdds: () => 10,
    };
    const tree = new PositionTree(plan, { height: side, width: side, channels: 1 });
    expect(tree.firsts).toHaveLength(side * side);
    expect(tree.regions).toHaveLength(1);
  });
});

describe('cutting blocks', () => {
  it('keeps every element in its order, none with more rows than fit, those of a shared block in its patch, those of others in one class', () => {
    let [shared, mixed, alone] = [0, 0, 0];
    for (let number = 1; number <= 60; number++) {
      const random = new Random(number);
      const [height, width] = [random.integer(1, 12), random.integer(1, 12)];
      const { plan, shape } = planOf(height, width, random.integer(1, 4));
      const tree = new PositionTree(plan, shape);
      const density = random.pick([0.05, 0.3, 1]);
      const rows = random.pick([1, 2]);
      const list = listed(tree, shape, random.pick([1, 20]), rows, () => random.next() < density);
      const classes = new Map(elementsOf(tree).flatMap((elements, index) => elements.map((first) => [first, index] as const)));
      const order = [...list.elements.slice(0, list.length)];
      const classesInOrder = order.map((element) => classes.get(element - (element % CHANNELS))!);
      expect(classesInOrder).toEqual([...classesInOrder].sort((a, b) => a - b));
      expect(list.starts[list.count]).toBe(list.length);
      for (let block = 0; block < list.count; block++) {
        const own = order.slice(list.starts[block], list.starts[block + 1]);
        expect(own.length).toBeGreaterThan(0);
        expect(own.length * rows).toBeLessThanOrEqual(MAX_ROWS);
        const patch = tree.patches[list.shared[block]! - 1];
        if (patch === undefined) {
          expect(new Set(own.map((element) => classes.get(element - (element % CHANNELS)))).size).toBe(1);
          alone++;
          continue;
        }
        shared++;
        const lines = startsOfAxis(patch.y, patch.height, height, (at) => plan.classOf(at, patch.x).line);
        const columns = startsOfAxis(patch.x, patch.width, width, (at) => plan.classOf(patch.y, at).column);
        if ((patch.height === 1 && lines.length > 1) || (patch.width === 1 && columns.length > 1)) mixed++;
        for (const element of own) {
          const position = Math.floor(element / CHANNELS);
          expect(lines).toContain(Math.floor(position / width));
          expect(columns).toContain(position % width);
        }
      }
    }
    expect(shared).toBeGreaterThan(30);
    expect(mixed).toBeGreaterThan(10);
    expect(alone).toBeGreaterThan(30);
  });

  it('joins few rows, and none where larger windows take longer than what a block takes by itself', () => {
    const shape = { height: 1, width: 2, channels: 8 };
    const tree = (work: number) => new PositionTree({
      classOf: (_, x) => ({ line: 0, column: x }),
      largestWindow: () => 100,
      multiplyAdds: (_y, _x, _height, width) => work * (width ?? 1),
    }, shape); // prettier-ignore
    const blocks = (work: number, isOpen: (element: number) => boolean) => listed(tree(work), shape, 4, 1, isOpen).count;
    expect(blocks(1_000, () => true)).toBe(1);
    expect(blocks(100_000, () => true)).toBe(2);
    expect(blocks(200_000, (element) => element === 0 || element === 8)).toBe(2);
    expect(blocks(100_000, (element) => element === 0 || element === 8)).toBe(1);
  });
});

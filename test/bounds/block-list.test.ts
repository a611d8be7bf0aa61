import { describe, expect, it } from 'vitest';
import { BlockList } from '../../src/bounds/block-list.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { Random } from '../support/random.js';

/** Blocks of these sizes, of elements 100, 101, ... */
function listOf(sizes: readonly number[]): BlockList {
  const list = new BlockList(
    createReferenceEngine(),
    sizes.reduce((sum, size) => sum + size, 0),
  );
  list.clear();
  let element = 100;
  for (const size of sizes) {
    for (let i = 0; i < size; i++) list.add(element++);
    list.endBlock(list.length, element % 5);
  }
  list.work = element;
  return list;
}

/** In the order of their numbers. */
function blocksOf(list: BlockList): number[][] {
  return Array.from({ length: list.count }, (_, b) => [...list.elements.slice(list.starts[b], list.starts[b + 1])]);
}

describe('a sample of blocks', () => {
  it('is of whole blocks, evenly spaced, and the others follow in their order', () => {
    const list = listOf([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(list.bringSampleForward(1 / 4, 1)).toBe(2);
    expect(blocksOf(list).map(([first]) => (first! - 100) / 2)).toEqual([2, 6, 0, 1, 3, 4, 5, 7]);
  });

  it('is a part of a block where a whole one is too much', () => {
    const list = listOf([8, 8]);
    expect(list.bringSampleForward(1 / 32, 3)).toBe(1);
    expect(blocksOf(list)).toEqual([
      [108, 109, 110],
      [100, 101, 102, 103, 104, 105, 106, 107],
      [111, 112, 113, 114, 115],
    ]);
  });

  it('keeps all elements, and the work, whatever the blocks are', () => {
    const random = new Random(3);
    for (let i = 0; i < 300; i++) {
      const sizes = Array.from({ length: random.integer(1, 12) }, () => random.integer(1, 9));
      const list = listOf(sizes);
      const { work } = list;
      const before = blocksOf(list).flat();
      const patches = new Map(
        blocksOf(list).flatMap((elements, block) => elements.map((element) => [element, list.shared[block]] as const)),
      );
      const least = random.integer(1, 12);
      const share = random.pick([0, 1 / 32, 1 / 3, 1]);
      const tried = list.bringSampleForward(share, least);
      const blocks = blocksOf(list);
      expect(blocks.every((elements, block) => elements.every((element) => patches.get(element) === list.shared[block]))).toBe(true);
      expect(tried).toBeGreaterThan(0);
      expect(list.work).toBe(work);
      expect([...blocks.flat()].sort((a, b) => a - b)).toEqual(before);
      expect(list.starts[list.count]).toBe(before.length);
      // One block may be cut in two, and none is empty.
      expect(list.count - sizes.length).toBeLessThanOrEqual(1);
      expect(blocks.every(({ length }) => length > 0)).toBe(true);
      const wanted = Math.max(share * before.length, least);
      const mean = before.length / sizes.length;
      if (sizes.every((size) => size === sizes[0])) {
        expect(blocks.slice(0, tried).flat().length).toBeGreaterThanOrEqual(Math.min(wanted, before.length));
        expect(blocks.slice(0, tried).flat().length).toBeLessThanOrEqual(Math.ceil(wanted) + mean);
      }
    }
  });
});

describe('blocks that are spread', () => {
  it('all go, the first ones far apart', () => {
    for (const count of [0, 1, 2, 3, 5, 8, 13, 31]) {
      const list = listOf(Array.from({ length: count }, (_, i) => (i % 3) + 1));
      const before = blocksOf(list);
      expect([...list.order.slice(0, count)]).toEqual(before.map((_, block) => block));
      list.spread();
      expect(blocksOf(list)).toEqual(before);
      expect([...list.order.slice(0, count)].sort((a, b) => a - b)).toEqual(before.map((_, block) => block));
    }
    const list = listOf(new Array<number>(8).fill(1));
    list.spread();
    expect([...list.order.slice(0, 8)]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });
});

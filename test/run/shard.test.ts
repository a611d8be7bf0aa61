import { expect, it } from 'vitest';
import { shardOf } from '../../src/run/shard.js';

it('shards take every input once, and differ by one input at most', () => {
  for (const [items, count] of [
    [10, 3],
    [3, 5],
    [7, 1],
    [6, 2],
  ] as const) {
    const list = Array.from({ length: items }, (_, k) => 100 + k);
    const shards = Array.from({ length: count }, (_, k) => shardOf(list, { index: k + 1, count }));
    const sizes = shards.map(({ length }) => length);
    expect(shards.flat().sort()).toEqual(list);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

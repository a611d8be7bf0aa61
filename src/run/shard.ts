/** A part of a run: every `count`-th of its inputs, beginning with the `index`-th; 1 <= index <= count. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The items of a shard: the positions index - 1, index - 1 + count, ... Neighbours, which are often alike in cost, go to different shards. */
export function shardOf<T>(items: readonly T[], { index, count }: Shard): T[] {
  return items.filter((_, position) => position % count === index - 1);
}

import type { Engine } from '../engine/engine.js';

/** Elements of a target in blocks, one after the other: those of block b are `elements[starts[b]]` to `elements[starts[b + 1] - 1]`. */
export interface Blocks {
  readonly elements: Int32Array;
  readonly starts: Int32Array;
  /** By block: 0, or 1 more than the number of the patch whose windows its rows share. */
  readonly shared: Int32Array;
  /** The numbers of the blocks in the order in which they go. */
  readonly order: Int32Array;
}

/** The blocks of one pass over a target, listed before the first of them is propagated. In engine memory, so that other threads can read them. */
export class BlockList implements Blocks {
  readonly elements: Int32Array;
  readonly starts: Int32Array;
  readonly shared: Int32Array;
  readonly order: Int32Array;
  /** Blocks. */
  count = 0;
  /** Multiply-adds of all rows, roughly. */
  work = 0;
  /** Elements so far. */
  length = 0;

  /** `size`: most elements. */
  constructor(engine: Engine, size: number) {
    this.elements = engine.allocateIndices(size);
    this.starts = engine.allocateIndices(size + 1);
    this.shared = engine.allocateIndices(size + 1);
    this.order = engine.allocateIndices(size + 1);
  }

  clear(): void {
    this.work = 0;
    this.clearBlocks();
  }

  private clearBlocks(): void {
    this.count = 0;
    this.length = 0;
    this.starts[0] = 0;
  }

  add(element: number): void {
    this.elements[this.length++] = element;
  }

  /** Ends a block before the element number `end`; `shared` as in `Blocks`. It goes last. */
  endBlock(end: number, shared: number): void {
    this.shared[this.count] = shared;
    this.order[this.count] = this.count;
    this.starts[++this.count] = end;
  }

  /**
   * Puts a sample to the front: that share of all elements at least, whole blocks of them, evenly spaced, or, where one is too much, the first elements of one, `least` at least, as a
   * block of their own. The others follow in their order. Returns how many blocks the sample has.
   */
  bringSampleForward(share: number, least: number): number {
    const { count, length } = this;
    const elements = this.elements.slice(0, length);
    const starts = this.starts.slice(0, count + 1);
    const shared = this.shared.slice(0, count);
    const wanted = Math.max(Math.ceil(length * share), least);
    const some = Math.ceil((wanted * count) / length);
    const chosen = new Set(Array.from({ length: Math.min(some, count) }, (_, i) => Math.floor(((i + 0.5) * count) / some)));
    this.clearBlocks();
    const add = (block: number, from: number, to: number): void => {
      if (from === to) return;
      this.elements.set(elements.subarray(from, to), this.length);
      this.length += to - from;
      this.endBlock(this.length, shared[block] ?? NaN);
    };
    const first = (block: number): number => starts[block] ?? NaN;
    const end = (block: number): number => (some === 1 ? Math.min(first(block) + wanted, first(block + 1)) : first(block + 1));
    for (const block of chosen) add(block, first(block), end(block));
    for (let block = 0; block < count; block++) add(block, chosen.has(block) ? end(block) : first(block), first(block + 1));
    return chosen.size;
  }

  /** Lets blocks go in an order of which every beginning is spread evenly over the list: that of the bits of their numbers, reversed. */
  spread(): void {
    const { count, order } = this;
    if (count < 3) return;
    const bits = 32 - Math.clz32(count - 1);
    for (let i = 0, to = 0; to < count; i++) {
      let block = 0;
      for (let bit = 0; bit < bits; bit++) block = (block << 1) | ((i >> bit) & 1);
      if (block < count) order[to++] = block;
    }
  }
}

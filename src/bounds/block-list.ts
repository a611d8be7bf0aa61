import type { Engine } from '../engine/engine.js';

/** Elements of a target in blocks, one after the other: those of block b are `elements[starts[b]]` to `elements[starts[b + 1] - 1]`. */
export interface Blocks {
  readonly elements: Int32Array;
  readonly starts: Int32Array;
}

/** The blocks of one pass over a target, listed before the first of them is propagated. In engine memory, so that other threads can read them. */
export class BlockList implements Blocks {
  readonly elements: Int32Array;
  readonly starts: Int32Array;
  /** Blocks. */
  count = 0;
  /** Multiply-adds of all rows, roughly. */
  work = 0;
  private length = 0;

  /** `size`: most elements. */
  constructor(engine: Engine, size: number) {
    this.elements = engine.allocateIndices(size);
    this.starts = engine.allocateIndices(size + 1);
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

  add(element: number, work: number): void {
    this.elements[this.length++] = element;
    this.work += work;
  }

  /**
   * Puts a sample to the front: that share of all elements at least, whole blocks of them, evenly spaced, or, where one is too much, the first elements of one, `least` at least, as a
   * block of their own. The others follow in their order. Returns how many blocks the sample has.
   */
  bringSampleForward(share: number, least: number): number {
    const { count, length } = this;
    const elements = this.elements.slice(0, length);
    const starts = this.starts.slice(0, count + 1);
    const wanted = Math.max(Math.ceil(length * share), least);
    const some = Math.ceil((wanted * count) / length);
    const chosen = new Set(Array.from({ length: Math.min(some, count) }, (_, i) => Math.floor(((i + 0.5) * count) / some)));
    this.clearBlocks();
    const add = (from: number, to: number): void => {
      this.elements.set(elements.subarray(from, to), this.length);
      this.length += to - from;
      this.endBlock();
    };
    const first = (block: number): number => starts[block] ?? NaN;
    const end = (block: number): number => (some === 1 ? Math.min(first(block) + wanted, first(block + 1)) : first(block + 1));
    for (const block of chosen) add(first(block), end(block));
    for (let block = 0; block < count; block++) add(chosen.has(block) ? end(block) : first(block), first(block + 1));
    return chosen.size;
  }

  /** Ends a block, if anything was added since the last one. */
  endBlock(): void {
    if (this.length > (this.starts[this.count] ?? NaN)) this.starts[++this.count] = this.length;
  }
}

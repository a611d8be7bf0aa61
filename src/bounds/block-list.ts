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
    this.count = 0;
    this.work = 0;
    this.length = 0;
    this.starts[0] = 0;
  }

  add(element: number, work: number): void {
    this.elements[this.length++] = element;
    this.work += work;
  }

  /** Ends a block, if anything was added since the last one. */
  endBlock(): void {
    if (this.length > (this.starts[this.count] ?? NaN)) this.starts[++this.count] = this.length;
  }
}

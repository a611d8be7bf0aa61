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

  /** Moves some blocks, evenly spaced, to the front, the others behind them in their order. */
  bringForward(some: number): void {
    const { count, elements, starts, length } = this;
    const order = spread(some, count);
    const moved = elements.slice(0, length);
    const from = starts.slice(0, count + 1);
    let at = 0;
    order.forEach((block, index) => {
      const taken = moved.subarray(from[block], from[block + 1]);
      elements.set(taken, at);
      at += taken.length;
      starts[index + 1] = at;
    });
  }

  /** Ends a block, if anything was added since the last one. */
  endBlock(): void {
    if (this.length > (this.starts[this.count] ?? NaN)) this.starts[++this.count] = this.length;
  }
}

/** The numbers below `count`, so many from the middles of stretches of equal length first. */
function spread(some: number, count: number): number[] {
  const chosen = new Set(Array.from({ length: some }, (_, i) => Math.floor(((i + 0.5) * count) / some)));
  return [...chosen, ...Array.from({ length: count }, (_, block) => block).filter((block) => !chosen.has(block))];
}

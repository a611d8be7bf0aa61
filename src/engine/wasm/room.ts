import type { SharedHeap } from './heap.js';

/** One piece of scratch memory, for whatever kernel runs: what is in it does not outlive the next `of`. Grows to the most that was asked for. */
export class Room {
  readonly #heap: SharedHeap;
  readonly #least: number;
  #start = 0;
  #length = 0;

  /** `least`: bytes to begin with. */
  constructor(heap: SharedHeap, least: number) {
    this.#heap = heap;
    this.#least = least;
  }

  /** Address of so many bytes. */
  of(bytes: number): number {
    if (bytes > this.#length) {
      const length = this.#length === 0 ? Math.max(bytes, this.#least) : Math.max(bytes, 2 * this.#length);
      // First of all what may throw: a length without the memory for it would let the next kernel write over other arrays.
      this.#start = this.#heap.reserve(length);
      this.#length = length;
    }
    return this.#start;
  }
}

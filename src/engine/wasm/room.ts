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
      this.#length = this.#length === 0 ? Math.max(bytes, this.#least) : Math.max(bytes, 2 * this.#length);
      this.#start = this.#heap.reserve(this.#length);
    }
    return this.#start;
  }
}

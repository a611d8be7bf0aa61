import { misuse } from '../misuse.js';
import { SharedHeap } from './heap.js';

/** Four size classes per power of two: at most a quarter of a buffer is wasted, and buffers of similar length replace each other. */
function classSize(bytes: number): number {
  const step = 2 ** Math.max(6, Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

/** Pool behind `Engine.take` and `Engine.give`: memory grows to the most that was ever out at once. */
export class ScratchPool {
  readonly #heap: SharedHeap;
  readonly #free = new Map<number, number[]>();
  readonly #taken = new Map<Float64Array, number>();

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  take(length: number): Float64Array {
    const size = classSize(SharedHeap.bytesFor(length));
    const address = this.#free.get(size)?.pop() ?? this.#heap.reserve(size);
    const buffer = this.#heap.doubles(address, length);
    this.#taken.set(buffer, size);
    return buffer;
  }

  give(buffer: Float64Array): void {
    const size = this.#taken.get(buffer);
    if (size === undefined) throw misuse('give() of a buffer that take() did not hand out.');
    this.#taken.delete(buffer);
    const free = this.#free.get(size);
    if (free) free.push(buffer.byteOffset);
    else this.#free.set(size, [buffer.byteOffset]);
  }
}

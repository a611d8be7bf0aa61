import { misuse } from '../misuse.js';
import { SharedHeap } from './heap.js';

/** Four size classes per power of two: at most a quarter of a buffer is wasted, and buffers of similar length replace each other. */
function classSize(bytes: number): number {
  const step = 2 ** Math.max(6, Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

interface Lease {
  readonly size: number;
  out: boolean;
}

/** Pool behind `Engine.take` and `Engine.give`: memory grows to the most that was ever out at once. */
export class ScratchPool {
  readonly #heap: SharedHeap;
  readonly #free = new Map<number, Float64Array[]>();
  readonly #leases = new WeakMap<Float64Array, Lease>();

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  take(length: number): Float64Array {
    const size = classSize(SharedHeap.bytesFor(length));
    const last = this.#free.get(size)?.pop();
    // Making a view takes longer than all the rest: a buffer of the very length is handed out as it is.
    if (last?.length === length) {
      (this.#leases.get(last) as Lease).out = true;
      return last;
    }
    const buffer = this.#heap.doubles(last?.byteOffset ?? this.#heap.reserve(size), length);
    this.#leases.set(buffer, { size, out: true });
    return buffer;
  }

  give(buffer: Float64Array): void {
    const lease = this.#leases.get(buffer);
    if (!lease?.out) throw misuse('give() of a buffer that take() did not hand out, or of one given back before.');
    lease.out = false;
    const free = this.#free.get(lease.size);
    if (free) free.push(buffer);
    else this.#free.set(lease.size, [buffer]);
  }
}

import { misuse } from '../misuse.js';
import { SharedHeap } from './heap.js';

/** Views kept for one piece of memory; making one costs more than all else that `take` does. */
const MOST_VIEWS = 64;

/** Four size classes per power of two: at most a quarter of a buffer is wasted, and buffers of similar length replace each other. */
function classSize(bytes: number): number {
  const step = 2 ** Math.max(6, Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

/** A piece of memory, with the views of it that were handed out so far, by length. */
interface Slot {
  readonly address: number;
  readonly size: number;
  readonly views: Map<number, Float64Array>;
  /** The view that is out now. */
  out: Float64Array | null;
}

/** Pool behind `Engine.take` and `Engine.give`: memory grows to the most that was ever out at once. */
export class ScratchPool {
  readonly #heap: SharedHeap;
  readonly #free = new Map<number, Slot[]>();
  readonly #slots = new Map<Float64Array, Slot>();

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  take(length: number): Float64Array {
    const size = classSize(SharedHeap.bytesFor(length));
    const slot = this.#free.get(size)?.pop() ?? this.#slot(size);
    slot.out = slot.views.get(length) ?? this.#view(slot, length);
    return slot.out;
  }

  give(buffer: Float64Array): void {
    const slot = this.#slots.get(buffer);
    if (slot?.out !== buffer) throw misuse('give() of a buffer that take() did not hand out, or of one given back before.');
    slot.out = null;
    const free = this.#free.get(slot.size);
    if (free) free.push(slot);
    else this.#free.set(slot.size, [slot]);
  }

  #slot(size: number): Slot {
    return { address: this.#heap.reserve(size), size, views: new Map<number, Float64Array>(), out: null };
  }

  #view(slot: Slot, length: number): Float64Array {
    if (slot.views.size >= MOST_VIEWS) {
      for (const view of slot.views.values()) this.#slots.delete(view);
      slot.views.clear();
    }
    const view = this.#heap.doubles(slot.address, length);
    slot.views.set(length, view);
    this.#slots.set(view, slot);
    return view;
  }
}

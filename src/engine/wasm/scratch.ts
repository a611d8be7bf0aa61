import type { Coefficients } from '../engine.js';
import { misuse } from '../misuse.js';
import { SharedHeap } from './heap.js';

/** Views kept for one piece of memory; making one costs more than all else that `take` does. */
const MOST_VIEWS = 64;

/** Four size classes per power of two: at most a quarter of a buffer is wasted, and buffers of similar length replace each other. */
export function classSize(bytes: number): number {
  // A quarter of the power of two at or below it; Math.log2 is slow.
  let step = 64;
  while (step * 8 <= bytes) step *= 2;
  return Math.ceil(bytes / step) * step;
}

/** A piece of memory, with the views of it that were handed out so far, by length. */
interface Slot {
  readonly address: number;
  readonly size: number;
  readonly doubles: Map<number, Float64Array>;
  readonly singles: Map<number, Float32Array>;
  /** The view that is out now. */
  out: Coefficients | null;
}

/** Pool behind `Engine.take`, `takeSingles` and `give`: memory grows to the most that was ever out at once. */
export class ScratchPool {
  readonly #heap: SharedHeap;
  readonly #free = new Map<number, Slot[]>();
  readonly #slots = new Map<Coefficients, Slot>();

  constructor(heap: SharedHeap) {
    this.#heap = heap;
  }

  take(length: number): Float64Array {
    const slot = this.#slot(SharedHeap.bytesFor(length));
    const view = slot.doubles.get(length) ?? this.#keep(slot, slot.doubles, this.#heap.doubles(slot.address, length));
    slot.out = view;
    return view;
  }

  takeSingles(length: number): Float32Array {
    const slot = this.#slot(SharedHeap.bytesFor(length, 4));
    const view = slot.singles.get(length) ?? this.#keep(slot, slot.singles, this.#heap.singles(slot.address, length));
    slot.out = view;
    return view;
  }

  give(buffer: Coefficients): void {
    const slot = this.#slots.get(buffer);
    if (slot?.out !== buffer) throw misuse('give() of a buffer that take() did not hand out, or of one given back before.');
    slot.out = null;
    const free = this.#free.get(slot.size);
    if (free) free.push(slot);
    else this.#free.set(slot.size, [slot]);
  }

  #slot(bytes: number): Slot {
    const size = classSize(bytes);
    const free = this.#free.get(size)?.pop();
    return free ?? { address: this.#heap.reserve(size), size, doubles: new Map(), singles: new Map(), out: null };
  }

  #keep<T extends Coefficients>(slot: Slot, views: Map<number, T>, view: T): T {
    if (slot.doubles.size + slot.singles.size >= MOST_VIEWS) {
      for (const old of [...slot.doubles.values(), ...slot.singles.values()]) this.#slots.delete(old);
      slot.doubles.clear();
      slot.singles.clear();
    }
    views.set(view.length, view);
    this.#slots.set(view, slot);
    return view;
  }
}

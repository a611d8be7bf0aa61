import { CertifyError } from '../../errors.js';
import { withAddress } from './addresses.js';

const PAGE = 65536;
const GROWTH = 256;
const LINE = 64;
/** Spare elements behind every array. */
const SPARE = 8;
/** The largest memory a module may ask for; browsers may grant less. */
const MAXIMA = [65536, 32768, 16384, 8192];

/**
 * A new shared memory that grows to `most` bytes, or as large as the machine lets it become.
 * @throws CertifyError `NO_SHARED_MEMORY` where `SharedArrayBuffer` does not exist.
 */
export function createSharedMemory(most = Infinity): WebAssembly.Memory {
  if (typeof SharedArrayBuffer === 'undefined') {
    throw new CertifyError('NO_SHARED_MEMORY', 'SharedArrayBuffer does not exist here.', {
      hint: 'In a browser, serve the page with COOP and COEP headers (cross-origin isolation).',
    });
  }
  let cause: unknown;
  const limit = Math.max(1, Math.floor(most / PAGE));
  for (const maximum of new Set(MAXIMA.map((pages) => Math.min(pages, limit)))) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (error) {
      cause = error;
    }
  }
  throw new CertifyError('OUT_OF_MEMORY', 'No shared WebAssembly memory could be reserved.', {
    hint: 'Raise the limit of virtual memory (ulimit -v).',
    cause,
  });
}

/**
 * Bump allocator on a shared memory. The next free address is itself in the memory (at `base`, in lines of 64 bytes; behind it, how
 * many pages there were before) and moves atomically, so engines of several threads on one memory never overlap. Nothing is ever given back; ./scratch.ts reuses.
 * Views stay valid when the memory grows: all its buffers, old and new, are the same bytes.
 */
export class SharedHeap {
  readonly #memory: WebAssembly.Memory;
  readonly #next: Uint32Array;
  /** Bytes that were there before the first engine, and may hold anything; all others are zero until an array is made of them. */
  readonly #used: number;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#next = new Uint32Array(memory.buffer, base, 2);
    // Before the first address is set, whatever was left here. Of two threads that do this at once, one may count pages of the other: it clears more, never less.
    if (Atomics.load(this.#next, 0) === 0) Atomics.store(this.#next, 1, memory.buffer.byteLength / PAGE);
    this.#used = Atomics.load(this.#next, 1) * PAGE;
    Atomics.compareExchange(this.#next, 0, 0, Math.ceil((base + 8) / LINE));
  }

  /** Bytes an array of `length` elements takes here, spare elements included. */
  static bytesFor(length: number, bytes = 8): number {
    return Math.ceil(((length + SPARE) * bytes) / LINE) * LINE;
  }

  /**
   * Address of `bytes` fresh bytes, a multiple of 64. Throws CertifyError `OUT_OF_MEMORY`, and then has taken nothing: to take first and give
   * back would move the next address below what another thread was handed meanwhile.
   */
  reserve(bytes: number): number {
    const lines = Math.ceil(bytes / LINE);
    for (;;) {
      const first = Atomics.load(this.#next, 0);
      this.#ensure((first + lines) * LINE);
      if (Atomics.compareExchange(this.#next, 0, first, first + lines) === first) return first * LINE;
    }
  }

  /** A new array, made zero where its bytes were not new with the engines; to clear all would touch every page of memory. */
  zeroed<T extends Float64Array | Float32Array | Int32Array>(array: T): T {
    return array.byteOffset < this.#used ? (array.fill(0) as T) : array;
  }

  doubles(address: number, length: number): Float64Array {
    return withAddress(new Float64Array(this.#memory.buffer, address, length));
  }

  singles(address: number, length: number): Float32Array {
    return withAddress(new Float32Array(this.#memory.buffer, address, length));
  }

  integers(address: number, length: number): Int32Array {
    return withAddress(new Int32Array(this.#memory.buffer, address, length));
  }

  #ensure(end: number): void {
    const missing = (): number => Math.ceil((end - this.#memory.buffer.byteLength) / PAGE);
    if (missing() <= 0) return;
    for (const pages of [Math.max(missing(), GROWTH), missing()]) {
      try {
        this.#memory.grow(pages);
        return;
      } catch {
        // Too much at once, or this thread had not seen yet that another one grew the memory.
        this.#memory.grow(0);
        if (missing() <= 0) return;
      }
    }
    throw new CertifyError('OUT_OF_MEMORY', `The engine's memory cannot grow to ${Math.ceil(end / 2 ** 20)} MiB.`, {
      hint: 'Use fewer threads, or a smaller model.',
    });
  }
}

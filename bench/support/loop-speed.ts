import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { builtKernels, instantiateKernels, type Kernels } from '../../src/engine/wasm/kernels.js';
import { simdToMeasure } from './simd.js';

/** Rounds of the loop that are timed at once, of 12 vectors each. */
const ROUNDS = 200_000;

/** The speed of a plain multiply-add loop, in samples short enough to be taken beside what is measured. */
export class LoopSpeed {
  private readonly kernels: Kernels = instantiateKernels(createSharedMemory(), builtKernels(simdToMeasure()));

  constructor(private readonly doubles: boolean) {
    // The first tier of code is slower.
    for (let i = 0; i < 10; i++) this.multiplyAdds();
  }

  /** Multiply-adds a second: the most of three samples of less than a millisecond. */
  multiplyAdds(): number {
    const samples = Array.from({ length: 3 }, () => {
      const start = performance.now();
      this.kernels.peak(this.doubles ? 0 : 1, ROUNDS);
      return performance.now() - start;
    });
    return (12 * (this.doubles ? 2 : 4) * ROUNDS) / (Math.min(...samples) / 1e3);
  }
}

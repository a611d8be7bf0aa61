import type { EngineMemory } from '../certify/memory/engine-memory.js';
import { memoryLimit } from '../certify/memory/limit.js';

const MIB = 2 ** 20;
/** Node with the modules of this package and the heap of a run, measured: 90 to 100 MiB with one thread. */
const PROCESS = 84 * MIB;
/** Node's share of a thread, and what it keeps beside the engine's memory, measured: 14 to 17 MiB. */
const THREAD = 18 * MIB;

/** How a run keeps to its memory. */
export interface MemoryPlan {
  readonly threads: number;
  /** Most bytes of the engine's shared memory. */
  readonly engineBytes: number;
}

/** What decides about the memory of a run, in bytes. */
export interface MemoryDemand {
  readonly limit: number;
  readonly threads: number;
  readonly engine: EngineMemory;
  /** The model as the process keeps it beside the engine: file and graph. */
  readonly model: number;
}

/** As many threads as fit the limit. Throws UsageError `MEMORY_LIMIT` when one does not. */
export function planMemory(demand: MemoryDemand): MemoryPlan {
  const { limit } = demand;
  for (let threads = demand.threads; threads >= 1; threads--) {
    const outside = PROCESS + demand.model + threads * THREAD;
    if (outside + engineBytes(demand.engine, threads) <= limit) return { threads, engineBytes: limit - outside };
  }
  throw memoryLimit('one thread', PROCESS + demand.model + THREAD + engineBytes(demand.engine, 1), limit, '--max-memory');
}

/** Weights once, in singles too, the program that evaluates all inputs first, and one program a thread. */
function engineBytes({ weights, singles, program, certifying }: EngineMemory, threads: number): number {
  return weights + singles + program + threads * certifying;
}

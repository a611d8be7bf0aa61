import { availableParallelism, cpus, totalmem } from 'node:os';
import { arithmetic } from '../engine/wasm/arithmetic.js';

/** What a run ran on. Times depend on it, and by `arithmetic` the last digits of bounds. */
export interface Machine {
  readonly processor: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** All there is, in MiB. */
  readonly memoryMb: number;
  /** Such as `linux x64`. */
  readonly platform: string;
  /** Version of Node.js. */
  readonly node: string;
  /** Version of the kernels, and how they multiply and add here. */
  readonly arithmetic: string;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    arithmetic: arithmetic(),
  };
}

import { KERNELS_BASE64 } from './kernels.generated.js';

/** Exports of ./assembly/index.ts: pointers and strides in bytes, counts in elements. */
type Name =
  | 'backward'
  | 'backwardRest'
  | 'forward'
  | 'depthwise'
  | 'signedGather'
  | 'seed'
  | 'relax'
  | 'accumulate'
  | 'squares'
  | 'largest'
  | 'clear'
  | 'copyBox'
  | 'addBox'
  | 'widen'
  | 'scatter'
  | 'peak';

type Kernel = (...values: number[]) => void;

/** The kernels of one instance, bound to one memory. */
export type Kernels = Readonly<Record<Name, Kernel>>;

let compiled: WebAssembly.Module | null = null;

/** Instantiates the kernels on a shared memory; the module is compiled once per thread. */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (character) => character.charCodeAt(0)));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as unknown as Kernels;
}

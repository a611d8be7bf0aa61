import { CertifyError } from '../../errors.js';
import { KERNELS_BASE64 } from './kernels.generated.js';
import { KERNELS_VERSION } from './kernels-version.js';

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

/** The kernels that were built; compiled once per thread. */
function builtKernels(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (character) => character.charCodeAt(0)));
  return compiled;
}

/**
 * Instantiates the kernels on a shared memory.
 * @throws CertifyError `STALE_KERNELS` where the module was built from other sources than this code is for: bounds rest on how kernels
 * round and on what they are given, and nothing else would tell.
 */
export function instantiateKernels(memory: WebAssembly.Memory, module = builtKernels()): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { version } = exports;
  const found: unknown = typeof version === 'function' ? (version as () => unknown)() : null;
  if (found === KERNELS_VERSION) return exports as unknown as Kernels;
  throw new CertifyError('STALE_KERNELS', `The WebAssembly kernels are of version ${String(found)}, this code needs ${KERNELS_VERSION}.`, {
    hint: 'Build them again (npm run build), or install the package again.',
  });
}

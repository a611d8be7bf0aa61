import { CertifyError } from '../../errors.js';
import { kernelBytes, type Simd } from './kernel-bytes.js';
import { KERNELS_VERSION } from './kernels-version.js';
import { hasRelaxedSimd } from './relaxed-simd.js';

/** Exports of ./assembly/index.ts: pointers and strides in bytes, counts in elements. */
type Name =
  | 'backward'
  | 'backwardRest'
  | 'backwardLive'
  | 'acrossRows'
  | 'acrossRowsAll'
  | 'forward'
  | 'depthwise'
  | 'signedGather'
  | 'seed'
  | 'relax'
  | 'accumulate'
  | 'subtractReach'
  | 'outwardLines'
  | 'squares'
  | 'largest'
  | 'clear'
  | 'copyBox'
  | 'addBox'
  | 'scatter'
  | 'centreForm'
  | 'middles'
  | 'magnitudeTimes'
  | 'linearBounds'
  | 'reluRange'
  | 'reluLines'
  | 'lineUncertainties'
  | 'anchorForm'
  | 'singleConstants'
  | 'singleLines'
  | 'singleReach'
  | 'movingUncertainties'
  | 'addConstants'
  | 'copyLanes'
  | 'demote'
  | 'magnitudes'
  | 'keepRows'
  | 'peak';

type Kernel = (...values: number[]) => void;

/** The kernels of one instance, bound to one memory. */
export type Kernels = Readonly<
  Record<Name, Kernel> &
    Record<
      'collect' | 'nonZeros' | 'openElements' | 'sumOfMagnitudes' | 'sumOfReaches' | 'sumOfConstants' | 'areSingles' | 'sShapedLines',
      (...values: number[]) => number
    >
>;

const compiled: Partial<Record<Simd, WebAssembly.Module>> = {};

/** The build of the kernels that is fastest here. */
export function fastestSimd(): Simd {
  return hasRelaxedSimd() ? 'relaxed' : 'plain';
}

/**
 * A build of the kernels. Decoded and compiled when it is first needed, once per thread.
 * @throws CertifyError `NO_RELAXED_SIMD` for `relaxed` where WebAssembly does not take it.
 */
export function builtKernels(simd: Simd): WebAssembly.Module {
  if (simd === 'relaxed' && !hasRelaxedSimd()) {
    throw new CertifyError('NO_RELAXED_SIMD', 'The relaxed kernels were asked for, but WebAssembly has no relaxed SIMD here.', {
      hint: "Leave the choice to the engine (no option 'simd'), or use Node 22 or newer.",
    });
  }
  return (compiled[simd] ??= new WebAssembly.Module(kernelBytes(simd)));
}

/**
 * Instantiates the kernels on a shared memory.
 * @throws CertifyError `STALE_KERNELS` where the module was built from other sources than this code is for: bounds rest on how kernels
 * round and on what they are given, and nothing else would tell.
 */
export function instantiateKernels(memory: WebAssembly.Memory, module: WebAssembly.Module): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { version } = exports;
  const found: unknown = typeof version === 'function' ? (version as () => unknown)() : null;
  if (found === KERNELS_VERSION) return exports as unknown as Kernels;
  throw new CertifyError('STALE_KERNELS', `The WebAssembly kernels are of version ${String(found)}, this code needs ${KERNELS_VERSION}.`, {
    hint: 'Build them again (npm run build), or install the package again.',
  });
}

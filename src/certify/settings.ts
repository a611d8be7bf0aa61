import type { Relaxation } from '../activations/activation.js';
import type { Method } from '../bounds/bounder.js';
import type { Norm } from '../bounds/region.js';
import type { Kernel } from '../bounds/target-refiner.js';

/** Which margins are certified: against every other class, or against one (for comparison with targeted results). */
export type TargetChoice = 'all' | 'runner-up' | 'least-likely' | 'random' | number;

/** How inputs are certified. Plain data, so that it can be sent to a worker and hashed. */
export interface CertifySettings {
  readonly norm: Norm;
  readonly method: Method;
  readonly relaxation: Relaxation;
  /** Arithmetic of intermediate bounds: all kernels prove, `f32` and `auto` in less time, `auto` as tight as `f64` in all but a few digits. */
  readonly kernel: Kernel;
  /** Verdict at this epsilon; null: search the certified radius. In units of the raw input, before mean and std. */
  readonly epsilon: number | null;
  /** Relative precision of the certified radius. */
  readonly precision: number;
  /** Declared range of every input element, or null. */
  readonly clip: { readonly lower: number; readonly upper: number } | null;
  /** Weights of the ball {|(x - x0) / w|_p <= epsilon} in the order of the ONNX input; null: all one. */
  readonly weights: Float64Array | null;
  readonly target: TargetChoice;
  /** Decision threshold of a single-output binary model, on the probability. */
  readonly threshold: number;
  /** Look for counterexamples. Soundness of `certified` never depends on it. */
  readonly attack: boolean;
  /** Per input; null: none. */
  readonly timeoutSeconds: number | null;
}

export const DEFAULT_SETTINGS: CertifySettings = {
  norm: 'linf',
  method: 'cnn-cert',
  relaxation: 'adaptive',
  kernel: 'auto',
  epsilon: null,
  precision: 1e-3,
  clip: null,
  weights: null,
  target: 'all',
  threshold: 0.5,
  attack: true,
  timeoutSeconds: null,
};

/** Whether intermediate bounds may be computed in singles. */
export function usesSingles({ kernel, method }: Pick<CertifySettings, 'kernel' | 'method'>): boolean {
  return kernel !== 'f64' && method === 'cnn-cert';
}

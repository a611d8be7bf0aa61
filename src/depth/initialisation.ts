import { UsageError } from '../errors.js';

/** Random weights and biases of a wide layer, independent and of mean 0. */
export interface Initialisation {
  /** Standard deviation of weights times sqrt(fan-in); positive. */
  readonly sigmaW: number;
  /** Standard deviation of biases; not negative. */
  readonly sigmaB: number;
}

/** Throws UsageError `DEPTH_SIGMA`. */
export function checkInitialisation({ sigmaW, sigmaB }: Initialisation): void {
  if (sigmaW > 0 && sigmaW < 1e100 && sigmaB >= 0 && sigmaB < 1e100) return;
  throw new UsageError('DEPTH_SIGMA', `sigma_w is ${sigmaW} and sigma_b is ${sigmaB}`, {
    hint: 'give a positive sigma_w, and a sigma_b that is not negative',
  });
}

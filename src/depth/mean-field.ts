import { covarianceOf } from './covariance.js';
import { fixedDistance, fixedVariance } from './fixed-point.js';
import { checkInitialisation, type Initialisation } from './initialisation.js';
import { secondMoment } from './moments.js';
import { depthScaleOf, DEPTH_FACTOR, type DepthScale } from './scale.js';
import type { Steps } from './steps.js';

/** Where the layers of a wide random network with one quantised activation lead. */
export interface MeanField extends DepthScale {
  /** Variance Qhat of what the activation sees, at its fixed point. */
  readonly preVariance: number;
  /** Q = E[phi^2] there. */
  readonly variance: number;
  /** C*: E[phi(u) phi(v)] / Q of two inputs, at its fixed point. */
  readonly correlation: number;
  /** Slope chi of the correlation map there, from 0 to below 1. */
  readonly chi: number;
  /** 1 - chi. */
  readonly defect: number;
}

/**
 * The mean field of a quantised activation (arXiv 1906.00771, section 2 and 3), for any levels and thresholds: the fixed points Q* and C*, and
 * chi = sigma_w^2 E[phi'(u) phi'(v)] = sigma_w^2 / (2 pi Qhat sqrt(1 - Chat^2)) sum_ij h_i h_j exp(-(g_i^2 + g_j^2 - 2 Chat g_i g_j) / (2 Qhat (1 - Chat^2))).
 *
 * @param steps the activation phi.
 * @param initialisation standard deviations of weights and biases.
 * @param factor L_max over the depth scale.
 * @returns null: the variance goes to 0, so that nothing is left to be correlated.
 * @throws {UsageError} DEPTH_SIGMA.
 */
export function meanField(steps: Steps, initialisation: Initialisation, factor: number = DEPTH_FACTOR): MeanField | null {
  checkInitialisation(initialisation);
  const preVariance = fixedVariance(steps, initialisation);
  return preVariance > 0 ? meanFieldAt(steps, initialisation.sigmaW, preVariance, factor) : null;
}

/** The same for a variance that is known to be a fixed point. */
export function meanFieldAt(steps: Steps, sigmaW: number, preVariance: number, factor: number): MeanField {
  const variance = secondMoment(steps, Math.sqrt(preVariance));
  const covariance = covarianceOf(steps, Math.sqrt(preVariance), variance);
  const share = (sigmaW * sigmaW) / preVariance;
  const distance = fixedDistance(covariance, share);
  const { loss, slope } = distance > 0 ? covariance(distance) : { loss: 0, slope: 0 };
  const defect = Math.min(1, Math.max(0, 1 - share * slope));
  return {
    preVariance,
    variance,
    correlation: distance === 1 || variance === 0 ? 0 : 1 - loss / variance,
    chi: 1 - defect,
    defect,
    ...depthScaleOf(defect, factor),
  };
}

/**
 * How the correlation of two inputs changes from one layer to the next, both at the fixed point of the variance: from E[phi(u) phi(v)] / Q before to the same after.
 *
 * @returns a function from [0, 1] to [0, 1]; null: the variance goes to 0.
 * @throws {UsageError} DEPTH_SIGMA.
 */
export function correlationMap(steps: Steps, initialisation: Initialisation): ((correlation: number) => number) | null {
  checkInitialisation(initialisation);
  const preVariance = fixedVariance(steps, initialisation);
  const variance = preVariance > 0 ? secondMoment(steps, Math.sqrt(preVariance)) : 0;
  if (variance === 0) return null;
  const covariance = covarianceOf(steps, Math.sqrt(preVariance), variance);
  const share = (initialisation.sigmaW * initialisation.sigmaW * variance) / preVariance;
  return (correlation) => (correlation >= 1 ? 1 : 1 - covariance(share * (1 - correlation)).loss / variance);
}

import { exp } from '../activations/elementary/exp.js';
import { signChange } from './sign-change.js';
import { normalBelow } from './normal.js';
import { depthScaleOf, DEPTH_FACTOR, type DepthScale } from './scale.js';
import { checkLevels } from './steps.js';

const ROOT_TWO_PI = 2.5066282746310002;
const TWO_PI = 6.283185307179586;

/** Optimal initialisation of N-state activations without biases. */
export interface UniformOptimum extends DepthScale {
  /** N. */
  readonly levels: number;
  /** Distance of thresholds in units of the standard deviation of what they see, D = spacing / sqrt(Qhat); null for two levels: any. */
  readonly spacing: number | null;
  /** Slope of the correlation map at its fixed point 0. */
  readonly chi: number;
  /** 1 - chi. */
  readonly defect: number;
  /** Standard deviation of weights times sqrt(fan-in) which makes D optimal where thresholds are 2 / (N - 1) apart. */
  readonly sigmaW: number;
}

/** Sums over the thresholds k D, k = j - N / 2, j = 1 .. N - 1. */
interface Sums {
  /** Sum of e^(-k^2 D^2 / 2): sqrt(2 pi) E[x S(x)], S the sum of steps about its mean. */
  readonly overlap: number;
  /** Sum over i, j of Phi(-max(i, j) D) Phi(min(i, j) D): E[S(x)^2]. */
  readonly power: number;
}

/** In order of the thresholds the larger of two is the later one, so that one pass adds up all pairs. */
function sumsOf(levels: number, spacing: number): Sums {
  let [overlap, power, before] = [0, 0, 0];
  for (let j = 1; j < levels; j++) {
    const x = (j - levels / 2) * spacing;
    const below = normalBelow(x);
    overlap += exp(-(x * x) / 2);
    power += normalBelow(-x) * (2 * before + below);
    before += below;
  }
  return { overlap, power };
}

/**
 * Slope chi(D) of the correlation map at 0 of the N-state activation without biases (arXiv 1906.00771, section 4): E[x phi(x)]^2 / E[phi(x)^2] of a standard normal x.
 *
 * @param levels N, from 2 to 65536.
 * @param spacing D = spacing of thresholds / sqrt(Qhat), positive.
 * @throws {UsageError} DEPTH_LEVELS.
 */
export function uniformChi(levels: number, spacing: number): number {
  checkLevels(levels);
  const { overlap, power } = sumsOf(levels, spacing);
  return (overlap * overlap) / (TWO_PI * power);
}

/**
 * The spacing of thresholds that lets correlations go deepest, and how deep (arXiv 1906.00771, section 4). d chi / dD = 0 where D = sum exp(-k^2 D^2 / 2) / (sqrt(2 pi) sum Phi Phi):
 * both sums have the same derivative but for a factor. 1 - chi is the error of the best uniform quantiser of N levels of a standard normal variable.
 *
 * @param levels N, from 2 to 65536.
 * @param factor L_max over the depth scale.
 * @throws {UsageError} DEPTH_LEVELS.
 */
export function uniformOptimum(levels: number, factor: number = DEPTH_FACTOR): UniformOptimum {
  checkLevels(levels);
  const isSign = levels === 2;
  const balance = (spacing: number) => {
    const { overlap, power } = sumsOf(levels, spacing);
    return overlap / (ROOT_TWO_PI * power) - spacing;
  };
  const spacing = isSign ? 1 : signChange(balance, 0, 4, 2 ** -40);
  const { overlap, power } = sumsOf(levels, spacing);
  const defect = (TWO_PI * power - overlap * overlap) / (TWO_PI * power);
  return {
    levels,
    spacing: isSign ? null : spacing,
    chi: 1 - defect,
    defect,
    ...depthScaleOf(defect, factor),
    sigmaW: isSign ? 1 : 1 / (spacing * Math.sqrt(power)),
  };
}

import type { Covariance } from './hermite.js';
import type { Initialisation } from './initialisation.js';
import { secondMoment } from './moments.js';
import { signChange } from './sign-change.js';
import type { Steps } from './steps.js';

/** Ratio of the variances at which the sign is looked at, and the least one beside the largest possible. */
const RATIO = 0.95;
const LEAST = 1e-9;
/** A correlation closer to 1 is 1. */
const CLOSEST = 2 ** -100;
const MOST_STEPS = 200;

/**
 * The largest fixed point of Qhat = sigma_w^2 E[phi(sqrt(Qhat) x)^2] + sigma_b^2 (arXiv 1906.00771, section 2), which is where layers lead that start with more. 0: the signal dies
 * out, or is less than 1e-9 of what the highest level would give.
 */
export function fixedVariance(steps: Steps, { sigmaW, sigmaB }: Initialisation): number {
  const gain = (q: number) => sigmaW * sigmaW * secondMoment(steps, Math.sqrt(q)) + sigmaB * sigmaB - q;
  const highest = Math.max(...steps.levels.map(Math.abs));
  const top = sigmaW * sigmaW * highest * highest + sigmaB * sigmaB;
  if (gain(top) >= 0) return top;
  for (let high = top; high > LEAST * top; high *= RATIO) {
    const low = Math.max(high * RATIO, sigmaB * sigmaB);
    if (low < high && gain(low) > 0) return signChange(gain, low, high, 2 ** -48);
    if (low === sigmaB * sigmaB && low > 0) return low;
  }
  return 0;
}

/**
 * The stable fixed point of the correlation of two pre-activations, as its distance from 1. The map is convex (all derivatives are positive), leads from [0, 1] into it, has the fixed
 * point 1 and, with steps that are met, an infinite slope there: exactly one other fixed point lies below 1, and its slope is below 1. Newton's method from 0 comes to it from below, and never
 * beyond it.
 *
 * @param covariance loss and slope of E[phi(u) phi(v)] at a distance of the correlation from 1.
 * @param share of the variance that weights bring: sigma_w^2 / Qhat; times the loss it is the distance from 1 that follows.
 */
export function fixedDistance(covariance: (distance: number) => Covariance, share: number): number {
  let distance = 1;
  for (let step = 0; step < MOST_STEPS && distance > CLOSEST; step++) {
    const { loss, slope } = covariance(distance);
    const move = (distance - share * loss) / (1 - share * slope);
    if (!(move > 2 ** -50 * distance)) break;
    distance = move < distance ? distance - move : distance / 2;
  }
  return distance > CLOSEST ? distance : 0;
}

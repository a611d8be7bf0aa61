import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';
import { type MeanField, meanField, meanFieldAt } from './mean-field.js';
import { leastNear } from './least.js';
import { secondMoment } from './moments.js';
import { DEPTH_FACTOR } from './scale.js';
import { jumpsOf, type Steps } from './steps.js';

const POINTS = 24;

/** The weights that let correlations go deepest. */
export interface OptimalInitialisation {
  readonly sigmaW: number;
  readonly field: MeanField;
}

/**
 * The sigma_w of the largest depth scale for an activation and a sigma_b: the largest of some standard deviations of what the activation sees, from a quarter of the least distance of
 * two thresholds to eight times the farthest, and parabolas about it.
 *
 * @param steps the activation.
 * @param sigmaB standard deviation of biases.
 * @param factor L_max over the depth scale.
 * @returns null where there is none: with one threshold sigma_w does not matter, or the larger the better; and where nothing but constants is left.
 */
export function optimalInitialisation(steps: Steps, sigmaB: number, factor: number = DEPTH_FACTOR): OptimalInitialisation | null {
  const { at } = jumpsOf(steps, 1e100);
  if (at.length < 2) return null;
  const sizes = [...at].map((x) => Math.abs(x) * 1e100);
  const gaps = [...at].slice(1).map((x, i) => (x - (at[i] ?? NaN)) * 1e100);
  const low = log(Math.max(Math.min(...gaps) / 4, sigmaB * (1 + 2 ** -20)));
  const high = Math.max(log(8 * Math.max(...sizes)), low + 2);
  const initialisation = (s: number) => {
    const deviation = exp(s);
    const variance = deviation * deviation;
    return { variance, sigmaW: Math.sqrt((variance - sigmaB * sigmaB) / secondMoment(steps, deviation)) };
  };
  const defect = (s: number) => {
    const { variance, sigmaW } = initialisation(s);
    return sigmaW > 0 && sigmaW < 1e100 ? meanFieldAt(steps, sigmaW, variance, factor).defect : 1;
  };
  const step = (high - low) / (POINTS - 1);
  const values = Array.from({ length: POINTS }, (_, i) => defect(low + i * step));
  const best = values.indexOf(Math.min(...values));
  if (best === POINTS - 1 || values[best] === 1) return null;
  const { sigmaW } = initialisation(leastNear(defect, low + best * step, step));
  const field = meanField(steps, { sigmaW, sigmaB }, factor);
  return field === null ? null : { sigmaW, field };
}

import { erfc } from '../activations/elementary/erf.js';
import { exp } from '../activations/elementary/exp.js';

const ROOT_HALF = 0.7071067811865476;
const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;

/** The standard normal distribution function, relatively precise in its lower tail too. */
export function normalBelow(x: number): number {
  return erfc(-x * ROOT_HALF) / 2;
}

/** The standard normal density. */
export function normalDensity(x: number): number {
  return ONE_OVER_ROOT_TWO_PI * exp(-(x * x) / 2);
}

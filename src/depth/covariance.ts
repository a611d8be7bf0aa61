import { HermiteSeries, type Covariance } from './hermite.js';
import { NearOne } from './near-one.js';
import type { Steps } from './steps.js';

/** From there on the series would be too long. */
const NEAR = 2 ** -10;

/**
 * How E[phi(u) phi(v)] falls short of E[phi(u)^2], as a function of the correlation of u and v, which are normal with mean 0 and one variance.
 *
 * @param steps the quantised activation phi.
 * @param deviation standard deviation of u and v, positive.
 * @param power E[phi(u)^2].
 * @returns the loss, and the derivative of E[phi(u) phi(v)], at a correlation given as its distance from 1, which is above 0 and at most 1.
 */
export function covarianceOf(steps: Steps, deviation: number, power: number): (distance: number) => Covariance {
  const series = new HermiteSeries(steps, deviation, power);
  const near = new NearOne(steps, deviation);
  return (distance) => (distance < NEAR ? near.covariance(distance) : series.covariance(1 - distance));
}

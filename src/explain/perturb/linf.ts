import type { InputBall } from '../../certify/input-ball.js';
import type { Draws, Perturber } from './perturber.js';

/** Uniform in the box of the ball, cut with the declared range. */
export function uniformBox(ball: InputBall, epsilon: number, { uniform }: Draws): Perturber {
  const region = ball.region(epsilon);
  const { lower, upper } = region;
  const between = (low: number, high: number): number => Math.min(low + (high - low) * uniform(), high);
  return { region, copy: () => ball.centre.map((_, i) => between(lower[i] ?? NaN, upper[i] ?? NaN)) };
}

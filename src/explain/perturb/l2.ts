import { exp } from '../../activations/elementary/exp.js';
import { log } from '../../activations/elementary/log.js';
import type { InputBall } from '../../certify/input-ball.js';
import type { Draws, Perturber } from './perturber.js';

/** What a copy is drawn back towards the centre at first, as a share of its distance: more than rounding takes. It doubles until the copy is in the ball. */
const LEAST_LOSS = 2 ** -40;

/**
 * Uniform in the Euclidean ball: a normal direction, and a distance that is epsilon times the d-th root of a uniform number. What leaves the declared range is moved back into it,
 * element by element, which brings it nearer to the centre. Every copy lies in the ball in exact arithmetic.
 */
export function uniformBall(ball: InputBall, epsilon: number, { uniform, normal }: Draws): Perturber {
  const { centre, clip } = ball;
  const clamp = (x: number, i: number): number => (clip === null ? x : Math.min(Math.max(x, clip.lower[i] ?? NaN), clip.upper[i] ?? NaN));
  const copy = (): Float64Array => {
    const direction = centre.map(normal);
    const length = Math.sqrt(direction.reduce((sum, d) => sum + d * d, 0));
    // The uniform number may be 0, of which there is no logarithm; 1 minus it is never 0.
    const step = (epsilon * exp(log(1 - uniform()) / centre.length)) / length;
    for (let loss = LEAST_LOSS; loss < 1; loss *= 2) {
      const point = centre.map((x, i) => clamp(x + step * (1 - loss) * (direction[i] ?? NaN), i));
      if (ball.contains(point, epsilon)) return point;
    }
    return Float64Array.from(centre);
  };
  return { region: ball.region(epsilon), copy };
}

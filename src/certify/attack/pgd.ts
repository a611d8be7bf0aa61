import { lowestOf, valueOf, type Objective, type Probe } from './objective.js';
import { project } from './project.js';
import { steepestStep } from './steepest.js';

/** One run of projected gradient descent. */
export interface Descent {
  readonly start: Float64Array;
  readonly epsilon: number;
  readonly steps: number;
  /** Index of the margin to push down; null: whichever is smallest. */
  readonly margin: number | null;
  /** First and last step length as shares of epsilon. */
  readonly stride: { readonly first: number; readonly last: number };
}

/**
 * Projected steepest descent on a margin within one ball (Madry et al., 2018), with falling step lengths. Returns the probe
 * with the smallest margin of all; ends early where any margin is negative.
 */
export function descend(objective: Objective, { start, epsilon, steps, margin, stride }: Descent): Probe {
  const { space } = objective;
  let current = objective.probe(project(space, start, epsilon));
  let best = current;
  const decay = (stride.last - stride.first) / Math.max(steps - 1, 1);
  for (let step = 0; step < steps && lowestOf(best) >= 0 && objective.budget > 0; step++) {
    const slope = objective.slope(margin ?? current.lowest);
    const length = epsilon * (stride.first + decay * step);
    current = objective.probe(project(space, steepestStep(space, current.u, slope, length), epsilon));
    if (score(current, margin) < score(best, margin) || lowestOf(current) < 0) best = current;
  }
  return best;
}

function score(probe: Probe, margin: number | null): number {
  return margin === null ? lowestOf(probe) : valueOf(probe, margin);
}

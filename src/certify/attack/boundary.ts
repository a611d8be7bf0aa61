import { LinearDescent } from './linear-descent.js';
import { lowestOf, valueOf, type Objective, type Probe } from './objective.js';

/** How far beyond the linearised boundary a step aims, as a share of the margin at the centre: more after a miss, less after a hit. */
const OVERSHOOT = { first: 0.01, miss: 2.5, hit: 0.5, most: 0.6 };

/**
 * Walks to the nearest point of the boundary of one margin: linearise, take the shortest u from the centre that crosses the linear
 * boundary, repeat (Hasofer-Lind and Rackwitz-Fiessler iteration for a general norm; DeepFool without its drift). Returns the
 * shortest probe with a negative margin; null when there was none.
 */
export function nearestCrossing(objective: Objective, centre: Probe, margin: number, steps: number, longest: number): Probe | null {
  const { space } = objective;
  let best: Probe | null = null;
  let current = objective.probe(centre.u);
  let overshoot = OVERSHOOT.first;
  for (let step = 0; step < steps && objective.budget > 0; step++) {
    const slope = objective.slope(margin);
    const offset = current.u.reduce((sum, value, i) => sum + value * (slope[i] ?? NaN), 0);
    const level = offset - valueOf(current, margin) - overshoot * Math.abs(valueOf(centre, margin));
    const limit = best === null ? longest : space.length(best.u);
    const next = new LinearDescent(space, slope).reaching(level, limit);
    if (next === null) break;
    current = objective.probe(next);
    const hit = lowestOf(current) < 0;
    overshoot = Math.min(overshoot * (hit ? OVERSHOOT.hit : OVERSHOOT.miss), OVERSHOOT.most);
    if (hit && (best === null || space.length(next) < space.length(best.u))) best = current;
  }
  return best;
}

/** Shortens a probe with a negative margin along its ray, by bisection: the shortest probe found that still has one. */
export function shorten(objective: Objective, probe: Probe, steps: number): Probe {
  let best = probe;
  let low = 0;
  let high = 1;
  for (let step = 0; step < steps && objective.budget > 0; step++) {
    const middle = step === 0 ? 0.98 : (low + high) / 2;
    const shorter = objective.probe(probe.u.map((value) => value * middle));
    if (lowestOf(shorter) < 0) {
      best = shorter;
      high = middle;
    } else low = middle;
  }
  return best;
}

import { normalBelow } from './normal.js';
import type { Steps } from './steps.js';

/** E[phi(s x)^2] of a standard normal x, s >= 0: the variance parameter Q that follows from a pre-activation of variance s^2. */
export function secondMoment({ thresholds, levels }: Steps, deviation: number): number {
  let [sum, before] = [0, 0];
  levels.forEach((level, i) => {
    const end = thresholds[i];
    const below = end === undefined ? 1 : shareBelow(end, deviation);
    sum += level * level * (below - before);
    before = below;
  });
  return sum;
}

/** E[phi(s x)] of a standard normal x. */
export function firstMoment({ thresholds, levels }: Steps, deviation: number): number {
  return thresholds.reduce(
    (sum, end, i) => sum + ((levels[i + 1] ?? NaN) - (levels[i] ?? NaN)) * (1 - shareBelow(end, deviation)),
    levels[0] ?? NaN,
  );
}

function shareBelow(threshold: number, deviation: number): number {
  if (deviation > 0) return normalBelow(threshold / deviation);
  return threshold > 0 ? 0 : threshold < 0 ? 1 : 0.5;
}

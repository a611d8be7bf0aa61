import type { Draws, Perturber } from './perturber.js';

/** Standard deviation of the noise of copy 1. The paper writes N(0, 0.1) and does not say which of the two 0.1 is. */
const DEVIATION = 0.1;

/** Copy i is x (1 + i d), d ~ N(0, 0.1) for each element: copy 0 is the input, and no ball holds the others. */
export function authorsSchedule(centre: Float64Array, { normal }: Draws): Perturber {
  return { region: null, copy: (index) => centre.map((x) => x * (1 + index * DEVIATION * normal())) };
}

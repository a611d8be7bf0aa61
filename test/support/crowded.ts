import { UNIT } from '../../src/engine/rounding.js';

/** Added to a number in [1, 2), it is rounded up by nearly all of its size. */
export const CROWD = UNIT * (1 + 2 ** -20);

/** Terms of which the lane of the first (`SUM_LANES` of src/engine/rounding.ts) has all: 1, and many that are rounded up on the way. */
export function crowded(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => (k === 0 ? 1 : k % 4 === 0 ? CROWD : 0));
}

// Absolute values.

import { DOUBLE, VECTOR } from './vector';

/** Of `size` doubles. */
export function magnitudes(size: i32, source: usize, target: usize): void {
  const whole = <usize>(size & ~1) * DOUBLE;
  let k: usize = 0;
  for (; k < whole; k += VECTOR) v128.store(target + k, f64x2.abs(v128.load(source + k)));
  if (size & 1) v128.store64_lane(target + k, f64x2.abs(v128.load64_zero(source + k)), 0);
}

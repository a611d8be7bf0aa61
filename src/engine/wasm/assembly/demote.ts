// Rounds coefficients to singles.

import { VECTOR } from './vector';

/** `size` doubles to singles; writes up to three elements behind the last one. */
export function demote(size: i32, source: usize, target: usize): void {
  for (const end = target + (<usize>size << 2); target < end; target += VECTOR) {
    const low = f32x4.demote_f64x2_zero(v128.load(source));
    const high = f32x4.demote_f64x2_zero(v128.load(source, VECTOR));
    v128.store(target, v128.shuffle<i64>(low, high, 0, 2));
    source += 2 * VECTOR;
  }
}

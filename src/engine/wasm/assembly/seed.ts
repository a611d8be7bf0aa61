// First step of rows that start as one value in one channel of a 1x1 window: the filter, mirrored and scaled. Filters are doubles, for
// rows in singles too, which round them to nearest: that spares another copy of all weights.

import { DOUBLE, VECTOR, leftOver, storeTail, tailMask, wholeBytes } from './vector';
import { ENTRY, tapCount, weightStart } from './taps';

/** As many doubles as T has lanes, in T. */
// @ts-ignore: decorator
@inline
function weightsAt<T>(at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(at);
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, VECTOR));
  return v128.shuffle<f64>(low, high, 0, 2);
}

// @ts-ignore: decorator
@inline
function allRows<T>(
  rows: i32, channels: usize, values: usize, filters: usize, filterBytes: usize, perGroup: i32, outPerGroup: i32,
  target: usize, targetRow: usize, targetStep: usize, tableY: usize, tableX: usize, tableEnd: usize,
): void {
  const whole = wholeBytes<T>(perGroup);
  const mask = tailMask<T>(perGroup);
  for (; rows > 0; rows--) {
    memory.fill(target, 0, targetRow);
    const channel = load<i32>(channels);
    const value = v128.load_splat<T>(values);
    const filter = filters + <usize>channel * filterBytes;
    let to = target + <usize>(channel / outPerGroup) * <usize>perGroup * sizeof<T>();
    for (let y = tableY; y < tableX; y += ENTRY) {
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        if (tapCount(y) & tapCount(x)) {
          const from = filter + weightStart(y) + weightStart(x);
          for (let c: usize = 0; c < whole; c += VECTOR) v128.store(to + c, v128.mul<T>(weightsAt<T>(from + c * (DOUBLE / sizeof<T>())), value));
          if (leftOver<T>(perGroup)) storeTail<T>(to + whole, v128.mul<T>(weightsAt<T>(from + whole * (DOUBLE / sizeof<T>())), value), mask);
        }
        to += targetStep;
      }
    }
    target += targetRow;
    channels += 4;
    values += sizeof<T>();
  }
}

export function seed(
  single: bool, rows: i32, channels: usize, values: usize, filters: usize, filterBytes: usize, perGroup: i32, outPerGroup: i32,
  target: usize, targetRow: usize, targetStep: usize, tableY: usize, tableX: usize, tableEnd: usize,
): void {
  if (single) allRows<f32>(rows, channels, values, filters, filterBytes, perGroup, outPerGroup, target, targetRow, targetStep, tableY, tableX, tableEnd);
  if (!single) allRows<f64>(rows, channels, values, filters, filterBytes, perGroup, outPerGroup, target, targetRow, targetStep, tableY, tableX, tableEnd);
}

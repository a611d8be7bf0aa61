// First step of rows that start as one value in one channel of a 1x1 window: the filter, mirrored and scaled.

import { VECTOR, leftOver, loadTail, storeTail, tailMask, wholeBytes } from './vector';
import { ENTRY, tapCount, weightStart } from './taps';

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
          for (let c: usize = 0; c < whole; c += VECTOR) v128.store(to + c, v128.mul<T>(v128.load(from + c), value));
          if (leftOver<T>(perGroup)) storeTail<T>(to + whole, v128.mul<T>(loadTail<T>(from + whole, mask), value), mask);
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

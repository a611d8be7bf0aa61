// First step of rows that start as one value in one channel of a 1x1 window: the filter, mirrored and scaled.

import { DOUBLE, VECTOR } from './vector';
import { ENTRY, tapCount, weightStart } from './taps';

export function seed(
  rows: i32, channels: usize, values: usize, filters: usize, filterBytes: usize, perGroup: i32, outPerGroup: i32,
  target: usize, targetRow: usize, targetStep: usize, tableY: usize, tableX: usize, tableEnd: usize,
): void {
  const pairs = <usize>(perGroup & ~1) * DOUBLE;
  for (; rows > 0; rows--) {
    memory.fill(target, 0, targetRow);
    const channel = load<i32>(channels);
    const value = v128.load_splat<f64>(values);
    const filter = filters + <usize>channel * filterBytes;
    let to = target + <usize>(channel / outPerGroup) * <usize>perGroup * DOUBLE;
    for (let y = tableY; y < tableX; y += ENTRY) {
      for (let x = tableX; x < tableEnd; x += ENTRY) {
        if (tapCount(y) & tapCount(x)) {
          const from = filter + weightStart(y) + weightStart(x);
          for (let c: usize = 0; c < pairs; c += VECTOR) v128.store(to + c, f64x2.mul(v128.load(from + c), value));
          if (perGroup & 1) v128.store64_lane(to + pairs, f64x2.mul(v128.load64_zero(from + pairs), value), 0);
        }
        to += targetStep;
      }
    }
    target += targetRow;
    channels += 4;
    values += DOUBLE;
  }
}

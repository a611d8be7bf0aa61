// Transposed sparse matrix times a block of windows.

import { DOUBLE } from './vector';

export function scatter(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, source: usize,
  starts: usize, indices: usize, weights: usize, target: usize, targetRow: usize,
): void {
  for (; rows > 0; rows--) {
    memory.fill(target, 0, targetRow);
    let line = <usize>load<u32>(offsets);
    for (let y = height; y > 0; y--) {
      let start = starts + (line << 2);
      let e = <usize>load<i32>(start);
      for (let i = run; i > 0; i--) {
        const a = load<f64>(source);
        start += 4;
        for (const end = <usize>load<i32>(start); e < end; e++) {
          const at = target + <usize>load<i32>(indices + (e << 2)) * DOUBLE;
          store<f64>(at, load<f64>(at) + a * load<f64>(weights + e * DOUBLE));
        }
        source += DOUBLE;
      }
      line += stride;
    }
    offsets += 4;
    target += targetRow;
  }
}

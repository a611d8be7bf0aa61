// Zeroes arrays; copies or adds boxes between windows: nothing outside the target box is touched.

import { DOUBLE, VECTOR } from './vector';

export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}

// @ts-ignore: decorator
@inline
function line(ADD: bool, run: i32, from: usize, to: usize): void {
  for (const end = to + <usize>(run & ~1) * DOUBLE; to < end; to += VECTOR) {
    const a = v128.load(from);
    v128.store(to, ADD ? f64x2.add(v128.load(to), a) : a);
    from += VECTOR;
  }
  if (run & 1) store<f64>(to, ADD ? load<f64>(to) + load<f64>(from) : load<f64>(from));
}

// @ts-ignore: decorator
@inline
function boxes(
  ADD: bool, rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  for (; rows > 0; rows--) {
    let from = source;
    let to = target;
    for (let y = height; y > 0; y--) {
      for (let x: usize = 0; x < <usize>width; x++) line(ADD, run, from + x * sourceStep, to + x * targetStep);
      from += sourceLine;
      to += targetLine;
    }
    source += sourceRow;
    target += targetRow;
  }
}

export function copyBox(
  rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  boxes(false, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
}

export function addBox(
  rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  boxes(true, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
}

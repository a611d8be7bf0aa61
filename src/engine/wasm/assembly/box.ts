// Zeroes arrays; copies or adds boxes between windows: nothing outside the target box is touched (what a partial vector covers beyond it is
// written back unchanged). Writes singles as doubles.

import { DOUBLE, VECTOR, leftOver, loadTail, storeTail, tailMask, wholeBytes } from './vector';

export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}

// @ts-ignore: decorator
@inline
function line<T>(ADD: bool, run: i32, mask: v128, from: usize, to: usize): void {
  for (const end = to + wholeBytes<T>(run); to < end; to += VECTOR) {
    const a = v128.load(from);
    v128.store(to, ADD ? v128.add<T>(v128.load(to), a) : a);
    from += VECTOR;
  }
  if (leftOver<T>(run)) {
    const a = loadTail<T>(from, mask);
    storeTail<T>(to, ADD ? v128.add<T>(loadTail<T>(to, mask), a) : a, mask);
  }
}

// @ts-ignore: decorator
@inline
function boxes<T>(
  ADD: bool, rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  const mask = tailMask<T>(run);
  for (; rows > 0; rows--) {
    let from = source;
    let to = target;
    for (let y = height; y > 0; y--) {
      for (let x: usize = 0; x < <usize>width; x++) line<T>(ADD, run, mask, from + x * sourceStep, to + x * targetStep);
      from += sourceLine;
      to += targetLine;
    }
    source += sourceRow;
    target += targetRow;
  }
}

export function copyBox(
  single: bool, rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  if (single) boxes<f32>(false, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
  if (!single) boxes<f64>(false, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
}

export function addBox(
  single: bool, rows: i32, height: i32, width: i32, run: i32,
  source: usize, sourceRow: usize, sourceLine: usize, sourceStep: usize, target: usize, targetRow: usize, targetLine: usize, targetStep: usize,
): void {
  if (single) boxes<f32>(true, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
  if (!single) boxes<f64>(true, rows, height, width, run, source, sourceRow, sourceLine, sourceStep, target, targetRow, targetLine, targetStep);
}

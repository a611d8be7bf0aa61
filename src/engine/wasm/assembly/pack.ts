// Packs weights.

import { DOUBLE } from './vector';

// @ts-ignore: decorator
@inline
function copy<T>(lanes: i32, count: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize): void {
  for (; count > 0; count--) {
    let from = source;
    for (let to = target, end = target + <usize>lanes * sizeof<T>(); to < end; to += sizeof<T>()) {
      store<T>(to, <T>load<f64>(from));
      from += DOUBLE;
    }
    source += sourceStep;
    target += targetStep;
  }
}

/** `count` times `lanes` neighbouring doubles, as doubles or rounded to singles. */
export function copyLanes(single: bool, lanes: i32, count: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize): void {
  if (single) copy<f32>(lanes, count, source, sourceStep, target, targetStep);
  if (!single) copy<f64>(lanes, count, source, sourceStep, target, targetStep);
}

/** Whether all of `size` doubles are singles. */
export function areSingles(size: i32, values: usize): bool {
  for (const end = values + <usize>size * DOUBLE; values < end; values += DOUBLE) {
    const value = load<f64>(values);
    if (<f64>(<f32>value) != value) return false;
  }
  return true;
}

// Elements whose bounds have both signs: those of a ReLU's input that matter.

import { VECTOR, zero } from './vector';

/**
 * Of runs of `channels` elements, one from each of `runs` starts on: lists the elements with lower < 0 < upper in `elements`, and in `counts` how many are in the
 * list before each run, and in all. Writes one element more than it lists.
 */
export function openElements(runs: i32, starts: usize, channels: i32, lower: usize, upper: usize, elements: usize, counts: usize): i32 {
  let to = elements;
  for (; runs > 0; runs--) {
    store<u32>(counts, (to - elements) >> 2);
    let element = load<i32>(starts);
    let low = lower + ((<usize>element) << 3);
    let high = upper + ((<usize>element) << 3);
    let left = channels;
    for (; left > 1; left -= 2) {
      const bits = i64x2.bitmask(v128.and(f64x2.lt(v128.load(low), zero()), f64x2.gt(v128.load(high), zero())));
      store<i32>(to, element);
      to += (<usize>(bits & 1)) << 2;
      store<i32>(to, element + 1);
      to += (<usize>(bits >> 1)) << 2;
      element += 2;
      low += VECTOR;
      high += VECTOR;
    }
    if (left) {
      store<i32>(to, element);
      to += (<usize>(load<f64>(low) < 0) & <usize>(load<f64>(high) > 0)) << 2;
    }
    starts += 4;
    counts += 4;
  }
  store<u32>(counts, (to - elements) >> 2);
  return <i32>((to - elements) >> 2);
}

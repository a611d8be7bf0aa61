// How many elements are not zero: NaN are not, negative zeros are.

import { VECTOR, leftOver, wholeBytes, zero } from './vector';

// @ts-ignore: decorator
@inline
function zeros<T>(count: i32, at: usize): i32 {
  // Lanes count down from 0: a comparison that holds is -1.
  let lanesOf = zero();
  let sum = 0;
  const end = at + wholeBytes<T>(count);
  for (; at < end; at += VECTOR) lanesOf = i32x4.add(lanesOf, v128.eq<T>(v128.load(at), zero()));
  for (let left = leftOver<T>(count); left > 0; left--, at += sizeof<T>()) sum += <i32>(load<T>(at) == <T>0);
  // A comparison of doubles is two lanes.
  if (sizeof<T>() == 8) return sum - i32x4.extract_lane(lanesOf, 0) - i32x4.extract_lane(lanesOf, 2);
  const pairs = i32x4.add(lanesOf, v128.shuffle<i32>(lanesOf, lanesOf, 2, 3, 0, 1));
  return sum - i32x4.extract_lane(pairs, 0) - i32x4.extract_lane(pairs, 1);
}

/** How many of `count` elements are not zero. */
export function nonZeros(single: bool, count: i32, at: usize): i32 {
  return count - (single ? zeros<f32>(count, at) : zeros<f64>(count, at));
}

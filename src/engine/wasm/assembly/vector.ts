/** Bytes of a vector: two doubles or four singles. All kernels are generic in the element type T, f64 or f32. */
export const VECTOR: usize = 16;

/** The same, of doubles. */
export const DOUBLE: usize = 8;

/** a * b + c. The one place that decides between two roundings and a fused one; error bounds cover both. */
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(c, v128.mul<T>(a, b));
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f64x2.splat(0);
}

/** The greater of two doubles that are no zeros of different signs; NaN if one is. `f64x2.max` takes eight instructions in V8. */
// @ts-ignore: decorator
@inline
export function greater(a: v128, b: v128): v128 {
  return v128.or(f64x2.pmax(a, b), f64x2.ne(b, b));
}

/** Elements of a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

/** Bytes of the elements of a run that fill whole vectors. */
// @ts-ignore: decorator
@inline
export function wholeBytes<T>(run: i32): usize {
  return <usize>(run & ~(lanes<T>() - 1)) * sizeof<T>();
}

/** Elements of a run that are left behind the whole vectors. */
// @ts-ignore: decorator
@inline
export function leftOver<T>(run: i32): i32 {
  return run & (lanes<T>() - 1);
}

/** All ones in the lanes of the elements that are left over. */
// @ts-ignore: decorator
@inline
export function tailMask<T>(run: i32): v128 {
  if (sizeof<T>() == 8) return i64x2(-1, 0);
  return v128.lt<i32>(i32x4(0, 1, 2, 3), i32x4.splat(leftOver<T>(run)));
}

/** The elements that are left over, zero in the other lanes. */
// @ts-ignore: decorator
@inline
export function loadTail<T>(at: usize, mask: v128): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(at);
  return v128.and(v128.load(at), mask);
}

/** Stores the elements that are left over; writes back what lies behind them. */
// @ts-ignore: decorator
@inline
export function storeTail<T>(at: usize, value: v128, mask: v128): void {
  if (sizeof<T>() == 8) v128.store64_lane(at, value, 0);
  else v128.store(at, v128.bitselect(value, v128.load(at), mask));
}

/** One element, zero in the other lanes. */
// @ts-ignore: decorator
@inline
export function loadOne<T>(at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(at);
  return v128.load32_zero(at);
}

/** Stores the first lane. */
// @ts-ignore: decorator
@inline
export function storeOne<T>(at: usize, value: v128): void {
  if (sizeof<T>() == 8) v128.store64_lane(at, value, 0);
  else v128.store32_lane(at, value, 0);
}

/** Sum of two doubles. */
// @ts-ignore: decorator
@inline
export function total(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** (sum of a's doubles, sum of b's doubles). */
// @ts-ignore: decorator
@inline
export function totals(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Sums of the singles of each vector, in two roundings. */
// @ts-ignore: decorator
@inline
export function singleTotals(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const high = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f64>(low, high, 0, 2), v128.shuffle<f64>(low, high, 1, 3));
}

/** Sums of the first two and of the last two singles, as doubles. */
// @ts-ignore: decorator
@inline
export function promoted(a: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(v128.shuffle<f64>(a, a, 1, 1)));
}

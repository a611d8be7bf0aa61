/** Bytes of a double and of a vector of two. */
export const DOUBLE: usize = 8;
export const VECTOR: usize = 16;

/** a * b + c. The one place that decides between two roundings and a fused one; error bounds cover both. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(c, f64x2.mul(a, b));
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f64x2.splat(0);
}

/** Sum of both lanes. */
// @ts-ignore: decorator
@inline
export function total(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** (sum of a's lanes, sum of b's lanes). */
// @ts-ignore: decorator
@inline
export function totals(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

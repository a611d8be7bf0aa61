// For the bench: what a plain multiply-add loop reaches here.

import { multiplyAdd } from './vector';

// @ts-ignore: decorator
@inline
function loop<T>(rounds: i32, factor: v128, term: v128): v128 {
  let a = term, b = term, c = term, d = term, e = term, f = term;
  let g = term, h = term, i = term, j = term, k = term, l = term;
  for (; rounds > 0; rounds--) {
    a = multiplyAdd<T>(a, factor, term);
    b = multiplyAdd<T>(b, factor, term);
    c = multiplyAdd<T>(c, factor, term);
    d = multiplyAdd<T>(d, factor, term);
    e = multiplyAdd<T>(e, factor, term);
    f = multiplyAdd<T>(f, factor, term);
    g = multiplyAdd<T>(g, factor, term);
    h = multiplyAdd<T>(h, factor, term);
    i = multiplyAdd<T>(i, factor, term);
    j = multiplyAdd<T>(j, factor, term);
    k = multiplyAdd<T>(k, factor, term);
    l = multiplyAdd<T>(l, factor, term);
  }
  const first = v128.add<T>(v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d)), v128.add<T>(e, f));
  const second = v128.add<T>(v128.add<T>(v128.add<T>(g, h), v128.add<T>(i, j)), v128.add<T>(k, l));
  return v128.add<T>(first, second);
}

/** `rounds` times 12 independent chains of multiply-adds of two doubles (48 flop a round) or four singles (96). */
export function peak(single: bool, rounds: i32): f64 {
  if (single) return f32x4.extract_lane(loop<f32>(rounds, f32x4.splat(0.999), f32x4.splat(0.001)), 0);
  return f64x2.extract_lane(loop<f64>(rounds, f64x2.splat(0.999), f64x2.splat(0.001)), 0);
}

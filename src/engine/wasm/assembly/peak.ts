// For the bench: what a plain multiply-add loop reaches here.

import { multiplyAdd } from './vector';

/** `rounds` times 12 independent chains of multiply-adds of two doubles: 48 flop a round. */
export function peak(rounds: i32): f64 {
  const factor = f64x2.splat(0.999);
  const term = f64x2.splat(0.001);
  let a = term, b = term, c = term, d = term, e = term, f = term;
  let g = term, h = term, i = term, j = term, k = term, l = term;
  for (; rounds > 0; rounds--) {
    a = multiplyAdd(a, factor, term);
    b = multiplyAdd(b, factor, term);
    c = multiplyAdd(c, factor, term);
    d = multiplyAdd(d, factor, term);
    e = multiplyAdd(e, factor, term);
    f = multiplyAdd(f, factor, term);
    g = multiplyAdd(g, factor, term);
    h = multiplyAdd(h, factor, term);
    i = multiplyAdd(i, factor, term);
    j = multiplyAdd(j, factor, term);
    k = multiplyAdd(k, factor, term);
    l = multiplyAdd(l, factor, term);
  }
  const first = f64x2.add(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.add(e, f));
  const second = f64x2.add(f64x2.add(f64x2.add(g, h), f64x2.add(i, j)), f64x2.add(k, l));
  return f64x2.extract_lane(f64x2.add(first, second), 0);
}

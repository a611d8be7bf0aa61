// Values and slopes of tanh and the logistic function: ../../../activations/elementary/tanh.ts and logistic.ts, bit for bit. No fused multiply-adds here, as those round otherwise.

const INVERSE_LN2: f64 = 1.4426950408889634;
const LN2_HI: f64 = 0.6931471803691238;
const LN2_LO: f64 = 1.9082149292705877e-10;

/** 2^52 + 1023: the sum with a small integer has that of a double's exponent in its last bits. */
const EXPONENT: f64 = 4503599627371519;

/** Below it, tanh x is x. */
const TINY: f64 = 3.725290298461914e-9;

/** 2^k. */
// @ts-ignore: decorator
@inline
function power(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, f64x2.splat(EXPONENT)), 52);
}

// @ts-ignore: decorator
@inline
function step(coefficient: f64, s: v128, p: v128): v128 {
  return f64x2.add(f64x2.splat(coefficient), f64x2.mul(s, p));
}

/** e^(y - k ln 2) - 1: `reduce` and `expm1OfReduced` of activations/elementary/exp.ts. */
// @ts-ignore: decorator
@inline
export function reduced(y: v128, k: v128): v128 {
  const r = f64x2.sub(f64x2.sub(y, f64x2.mul(k, f64x2.splat(LN2_HI))), f64x2.mul(k, f64x2.splat(LN2_LO)));
  const s = f64x2.mul(r, r);
  let even = step(1.0 / 3628800, s, f64x2.splat(1.0 / 479001600));
  let odd = step(1.0 / 39916800, s, f64x2.splat(1.0 / 6227020800));
  even = step(1.0 / 40320, s, even);
  odd = step(1.0 / 362880, s, odd);
  even = step(1.0 / 720, s, even);
  odd = step(1.0 / 5040, s, odd);
  even = step(1.0 / 24, s, even);
  odd = step(1.0 / 120, s, odd);
  even = step(0.5, s, even);
  odd = step(1.0 / 6, s, odd);
  return f64x2.add(r, f64x2.mul(s, f64x2.add(even, f64x2.mul(r, odd))));
}

/** What values and slopes at x are made of: e^2|x| of tanh, e^-|x| of the logistic function. */
// @ts-ignore: decorator
@inline
export function exponent(TANH: bool, x: v128): v128 {
  const a = f64x2.abs(x);
  return TANH ? f64x2.add(a, a) : f64x2.neg(a);
}

// @ts-ignore: decorator
@inline
export function doublings(y: v128): v128 {
  return f64x2.floor(f64x2.add(f64x2.mul(y, f64x2.splat(INVERSE_LN2)), f64x2.splat(0.5)));
}

/** `tanh` and `logistic` of activations/elementary, from `s` = e^(y - k ln 2) - 1 and the exponential. */
// @ts-ignore: decorator
@inline
export function valueOf(TANH: bool, x: v128, k: v128, s: v128, e: v128): v128 {
  const one = f64x2.splat(1);
  const d = f64x2.add(one, e);
  const negative = f64x2.lt(x, f64x2.splat(0));
  if (!TANH) return f64x2.div(v128.bitselect(e, one, negative), d);
  const a = f64x2.abs(x);
  const two = f64x2.splat(2);
  const t = f64x2.mul(f64x2.add(s, f64x2.sub(one, power(f64x2.neg(k)))), power(k));
  const near = f64x2.div(t, f64x2.add(t, two));
  const far = f64x2.sub(one, f64x2.div(two, d));
  const size = v128.bitselect(far, near, f64x2.ge(a, f64x2.splat(0.55)));
  const value = v128.bitselect(f64x2.neg(size), size, negative);
  return v128.bitselect(x, value, f64x2.lt(a, f64x2.splat(TINY)));
}

/** `tanhSlope` and `logisticSlope`. */
// @ts-ignore: decorator
@inline
export function slopeOf(TANH: bool, e: v128): v128 {
  const d = f64x2.add(f64x2.splat(1), e);
  return f64x2.div(TANH ? f64x2.mul(f64x2.splat(4), e) : e, f64x2.mul(d, d));
}

/** (1 + s) 2^k. */
// @ts-ignore: decorator
@inline
export function scaled(s: v128, k: v128): v128 {
  return f64x2.mul(f64x2.add(f64x2.splat(1), s), power(k));
}

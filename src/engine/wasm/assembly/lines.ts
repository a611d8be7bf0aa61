// Elementwise lines: sums of a * (sign-chosen constant) and |a| * uncertainty, and multiplication by a sign-chosen slope.
// No select or maximum touches a value itself, so a NaN always reaches a sum. Doubles are summed in four lanes, which `sumTerms` of
// ../../rounding.ts counts; singles in short ones, these in doubles.

import { DOUBLE, VECTOR, leftOver, lanes, loadTail, multiplyAdd, promoted, storeTail, tailMask, total, zero } from './vector';
import { count, is, One, Two, Zero } from './counts';

/** Singles: most terms of a lane (`LANE_TERMS` of ../precision.ts). */
const PIECE: i32 = 16;

/** What is summed: products with a constant, with one of two that the sign chooses, or of magnitudes with how far values reach. */
const ONE: i32 = 0;
const TWO: i32 = 1;
const REACH: i32 = 2;

// @ts-ignore: decorator
@inline
function chosen<T>(a: v128, lower: v128, upper: v128): v128 {
  return v128.bitselect(lower, upper, v128.ge<T>(a, zero()));
}

/** What lanes of either type add up to, as two doubles. */
// @ts-ignore: decorator
@inline
function doubles<T>(first: v128, second: v128): v128 {
  if (sizeof<T>() == 8) return f64x2.add(first, second);
  return promoted(f32x4.add(first, second));
}

/** A vector of constants, the one behind it, or the elements that are left over. */
// @ts-ignore: decorator
@inline
function at<T>(SECOND: bool, TAIL: bool, from: usize, mask: v128): v128 {
  if (TAIL) return loadTail<T>(from, mask);
  return SECOND ? v128.load(from, VECTOR) : v128.load(from);
}

// @ts-ignore: decorator
@inline
function addTo<T>(KIND: i32, SECOND: bool, TAIL: bool, unsigned: v128, sum: v128, a: v128, lower: usize, upper: usize, mask: v128): v128 {
  if (KIND == REACH) return multiplyAdd<T>(v128.and(a, unsigned), at<T>(SECOND, TAIL, lower, mask), sum);
  if (KIND == ONE) return multiplyAdd<T>(a, at<T>(SECOND, TAIL, lower, mask), sum);
  return multiplyAdd<T>(a, chosen<T>(a, at<T>(SECOND, TAIL, lower, mask), at<T>(SECOND, TAIL, upper, mask)), sum);
}

/**
 * All bits but the signs. Compilers make constants anew wherever they are used, and the absolute value from one: a value that they do not know stays in a register. `count`: not negative.
 */
// @ts-ignore: decorator
@inline
function withoutSigns<T>(count: i32): v128 {
  const high = count | 0x7fffffff;
  return sizeof<T>() == 4 ? i32x4.splat(high) : i64x2.splat((<i64>high << 32) | 0xffffffff);
}

/** Of REACH, what is summed is taken off biases, and errors grow by `factor` times it; else errors are summed where there are ERRORS. */
function sums<T, SCALE, KIND, ERRORS>(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize, factor: f64, bias: usize, error: usize,
): void {
  const kind = count<KIND>();
  const pairs = run / (2 * lanes<T>());
  const odd = run & lanes<T>();
  const mask = tailMask<T>(run);
  const unsigned = withoutSigns<T>(rows);
  // Of a lane and a line, or of what is left of it behind its pieces; one more for what does not fill a pair.
  const terms = (pairs >= PIECE ? ((pairs - 1) % (PIECE - 1)) + 1 : pairs) + 1;
  let p = coefficients;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let biases = zero(), errors = zero();
    let bias0 = zero(), bias1 = zero(), error0 = zero(), error1 = zero();
    let pending = 0;
    let line = <usize>load<u32>(offsets + (row << 2)) * sizeof<T>();
    for (let y = height; y > 0; y--) {
      if (sizeof<T>() == 4) {
        // Cut between lines where they fit: loops of equal length are predicted better.
        if (pending + terms > PIECE || pairs >= PIECE) {
          biases = f64x2.add(biases, doubles<T>(bias0, bias1));
          errors = f64x2.add(errors, doubles<T>(error0, error1));
          bias0 = bias1 = error0 = error1 = zero();
          pending = 0;
        }
        pending += terms;
      }
      let low = lowerIntercept + line;
      let high = upperIntercept + line;
      let unsure = uncertainty + line;
      let lowSlope = lowerSlope + line;
      let highSlope = upperSlope + line;
      let left = pairs;
      while (true) {
        const piece = sizeof<T>() == 8 ? left : min(left, PIECE - 1);
        for (const end = p + <usize>piece * 2 * VECTOR; p < end; p += 2 * VECTOR) {
          const a = v128.load(p);
          const b = v128.load(p, VECTOR);
          if (is<SCALE>()) {
            v128.store(p, v128.mul<T>(a, chosen<T>(a, v128.load(lowSlope), v128.load(highSlope))));
            v128.store(p, v128.mul<T>(b, chosen<T>(b, v128.load(lowSlope, VECTOR), v128.load(highSlope, VECTOR))), VECTOR);
            lowSlope += 2 * VECTOR;
            highSlope += 2 * VECTOR;
          }
          if (kind != REACH && is<ERRORS>()) {
            error0 = multiplyAdd<T>(v128.and(a, unsigned), v128.load(unsure), error0);
            error1 = multiplyAdd<T>(v128.and(b, unsigned), v128.load(unsure, VECTOR), error1);
            unsure += 2 * VECTOR;
          }
          bias0 = addTo<T>(kind, false, false, unsigned, bias0, a, low, high, mask);
          bias1 = addTo<T>(kind, true, false, unsigned, bias1, b, low, high, mask);
          low += 2 * VECTOR;
          if (kind == TWO) high += 2 * VECTOR;
        }
        if (sizeof<T>() == 8) break;
        left -= piece;
        if (left == 0) break;
        biases = f64x2.add(biases, doubles<T>(bias0, bias1));
        errors = f64x2.add(errors, doubles<T>(error0, error1));
        bias0 = bias1 = error0 = error1 = zero();
      }
      if (odd) {
        const a = v128.load(p);
        bias0 = addTo<T>(kind, false, false, unsigned, bias0, a, low, high, mask);
        if (kind != REACH && is<ERRORS>()) error0 = multiplyAdd<T>(v128.and(a, unsigned), v128.load(unsure), error0);
        if (is<SCALE>()) v128.store(p, v128.mul<T>(a, chosen<T>(a, v128.load(lowSlope), v128.load(highSlope))));
        p += VECTOR;
        low += VECTOR;
        high += VECTOR;
        unsure += VECTOR;
        lowSlope += VECTOR;
        highSlope += VECTOR;
      }
      if (leftOver<T>(run)) {
        const a = loadTail<T>(p, mask);
        bias1 = addTo<T>(kind, false, true, unsigned, bias1, a, low, high, mask);
        if (kind != REACH && is<ERRORS>()) error1 = multiplyAdd<T>(v128.and(a, unsigned), loadTail<T>(unsure, mask), error1);
        if (is<SCALE>()) storeTail<T>(p, v128.mul<T>(a, chosen<T>(a, loadTail<T>(lowSlope, mask), loadTail<T>(highSlope, mask))), mask);
        p += <usize>leftOver<T>(run) * sizeof<T>();
      }
      line += stride;
    }
    biases = f64x2.add(biases, doubles<T>(bias0, bias1));
    errors = f64x2.add(errors, doubles<T>(error0, error1));
    const at = row * DOUBLE;
    if (kind == REACH) {
      const all = total(biases);
      store<f64>(bias + at, load<f64>(bias + at) - all);
      store<f64>(error + at, load<f64>(error + at) + factor * all);
      continue;
    }
    store<f64>(bias + at, load<f64>(bias + at) + total(biases));
    if (is<ERRORS>()) store<f64>(error + at, load<f64>(error + at) + total(errors));
  }
}

/** `uncertainty` 0: there is none; in doubles. */
export function relax(
  single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lowerSlope: usize, lowerIntercept: usize, upperSlope: usize, upperIntercept: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  if (single) sums<f32, One, One, One>(rows, height, run, stride, offsets, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, 0, bias, error);
  if (!single && uncertainty != 0) sums<f64, One, One, One>(rows, height, run, stride, offsets, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, 0, bias, error);
  if (!single && uncertainty == 0) sums<f64, One, One, Zero>(rows, height, run, stride, offsets, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, 0, 0, bias, error);
}

/** `uncertainty` 0: there is none; in doubles, with two different constants. */
export function accumulate(
  single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize,
  lower: usize, upper: usize, uncertainty: usize, bias: usize, error: usize,
): void {
  if (single && lower != upper) sums<f32, Zero, One, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, 0, bias, error);
  if (single && lower == upper) sums<f32, Zero, Zero, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, 0, bias, error);
  if (!single && lower != upper && uncertainty != 0) sums<f64, Zero, One, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, 0, bias, error);
  if (!single && lower != upper && uncertainty == 0) sums<f64, Zero, One, Zero>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, 0, 0, bias, error);
  if (!single && lower == upper) sums<f64, Zero, Zero, One>(rows, height, run, stride, offsets, coefficients, 0, lower, 0, upper, uncertainty, 0, bias, error);
}

/** Singles only: takes magnitudes times `reach` off biases, and adds `factor` times that to errors. */
export function subtractReach(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, coefficients: usize, reach: usize, factor: f64, bias: usize, error: usize,
): void {
  sums<f32, Zero, Two, Zero>(rows, height, run, stride, offsets, coefficients, 0, reach, 0, reach, reach, factor, bias, error);
}

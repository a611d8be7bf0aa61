import { exactProduct, exactQuotient, exactSum } from '../../../engine/exact.js';
import { productError, quotientError, roundingOf, sumError, upward } from '../../folded.js';

/** A constant of a spelling: the true one is within `error` of `value`. */
export interface Scalar {
  readonly value: number;
  readonly error: number;
}

export const ZERO = exactly(0);
export const ONE = exactly(1);

/** The square root of 2. */
export const ROOT_2: Scalar = { value: Math.SQRT2, error: upward(roundingOf(Math.SQRT2)) };

/** A double that is meant as it is. */
export function exactly(value: number): Scalar {
  return { value, error: 0 };
}

/** a b. */
export function times(a: Scalar, b: Scalar): Scalar {
  const exact = a.error === 0 && b.error === 0 ? exactProduct(a.value, b.value) : null;
  return exact === null ? { value: a.value * b.value, error: productError(a.value, a.error, b.value, b.error) } : exactly(exact);
}

/** a + b. */
export function plus(a: Scalar, b: Scalar): Scalar {
  const exact = a.error === 0 && b.error === 0 ? exactSum(a.value, b.value) : null;
  return exact === null ? { value: a.value + b.value, error: sumError(a.value, a.error, b.value, b.error) } : exactly(exact);
}

/** a / b; the error is infinite where b may be 0. */
export function over(a: Scalar, b: Scalar): Scalar {
  const exact = a.error === 0 && b.error === 0 ? exactQuotient(a.value, b.value) : null;
  if (exact !== null) return exactly(exact);
  return { value: a.value / b.value, error: quotientError(a.value, a.error, b.value, b.error) };
}

/** -a. */
export function minus(a: Scalar): Scalar {
  return { value: 0 - a.value, error: a.error };
}

/** Whether a is this very number. */
export function is(a: Scalar, value: number): boolean {
  return a.error === 0 && a.value === value;
}

/** Whether a and b are one exactly known number. */
export function same(a: Scalar, b: Scalar): boolean {
  return b.error === 0 && is(a, b.value);
}

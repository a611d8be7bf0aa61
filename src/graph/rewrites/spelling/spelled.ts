import type { Activation } from '../../../activations/activation.js';
import { coefficientOf, type Factor, type Polynomial, type Term } from './polynomial.js';
import { is, ONE, over, type Scalar, times, ZERO } from './scalar.js';

/** scale x + shift. */
export interface Line {
  readonly scale: Scalar;
  readonly shift: Scalar;
}

/** outer(activation(inner(x))). */
export interface Spelled {
  readonly inner: Line;
  readonly activation: Activation;
  readonly outer: Line;
}

/** What a spelling family makes of a function of x: null where it is none of its own. */
export type Family = (p: Polynomial) => Spelled | null;

/** scale x. */
export function scaleOf(scale: Scalar): Line {
  return { scale, shift: ZERO };
}

/** activation(inner x) with `outer` times the result. */
export function spelled(activation: Activation, inner: Line = scaleOf(ONE), outer: Line = scaleOf(ONE)): Spelled {
  return { activation, inner, outer };
}

/** The polynomial as a line, if it is none more and not constant. */
export function lineOf(p: Polynomial): Line | null {
  const scale = coefficientOf(p, 1);
  const shift = coefficientOf(p, 0);
  const terms = (p.has('x') ? 1 : 0) + (p.has('') ? 1 : 0);
  return terms === p.size && scale.value !== 0 ? { scale, shift } : null;
}

/** The polynomial as a multiple of x. */
export function multipleOf(p: Polynomial): Scalar | null {
  const line = lineOf(p);
  return line !== null && is(line.shift, 0) ? line.scale : null;
}

/** The only term of a polynomial that has the given number of factors. */
export function termOf(p: Polynomial, factors: number): Term | null {
  const found = [...p.values()].filter((term) => term.factors.length === factors);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** What a polynomial is a multiple of, where that is one function (of one of the names) of something. */
export function multipleOfFunction(
  p: Polynomial,
  ...names: readonly string[]
): (NonNullable<Factor['of']> & { readonly coefficient: Scalar }) | null {
  const term = p.size === 1 ? termOf(p, 1) : null;
  const of = term?.factors[0]?.of ?? null;
  return term === null || of === null || !names.includes(of.activation.name) ? null : { ...of, coefficient: term.coefficient };
}

/** g(x) = factor x f(mu x), given as a multiple of z f(z) at z = mu x. */
export function throughScale(activation: Activation, mu: Scalar, factor: Scalar): Spelled {
  return spelled(activation, scaleOf(mu), scaleOf(is(mu, 1) ? factor : over(factor, mu)));
}

/** Twice a number. */
export function twice(a: Scalar): Scalar {
  return times({ value: 2, error: 0 }, a);
}

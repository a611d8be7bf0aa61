import { activation } from '../../../activations/registry.js';
import { coefficientOf, type Polynomial } from './polynomial.js';
import { is, minus, same, type Scalar } from './scalar.js';
import { type Line, lineOf, multipleOf, multipleOfFunction, scaleOf, type Spelled, spelled } from './spelled.js';

/** ln(1 + e^x), max(x, 0) + ln(1 + e^-|x|), and softplus(x) - x = softplus(-x). */
export function softplus(p: Polynomial): Spelled | null {
  return ofLogarithm(p) ?? ofParts(p);
}

function ofLogarithm(p: Polynomial): Spelled | null {
  const inside = multipleOfFunction(p, 'log');
  const line = inside === null ? null : onePlusExponential(inside.argument);
  return inside === null || line === null ? null : spelled(activation('softplus'), line, scaleOf(inside.coefficient));
}

function onePlusExponential(p: Polynomial): Line | null {
  if (p.size !== 2 || !is(coefficientOf(p, 0), 1)) return null;
  const of = [...p.values()].find(({ factors, coefficient }) => factors.length === 1 && is(coefficient, 1))?.factors[0]?.of;
  return of?.activation.name === 'exp' ? lineOf(of.argument) : null;
}

function ofParts(p: Polynomial): Spelled | null {
  const terms = [...p.values()];
  const soft = terms.find(({ factors }) => factors.length === 1 && factors[0]?.of?.activation.name === 'softplus');
  const argument = soft?.factors[0]?.of?.argument;
  const other = terms.find((term) => term !== soft);
  if (terms.length !== 2 || soft === undefined || argument === undefined || other?.factors.length !== 1) return null;
  const of = other.factors[0]?.of ?? null;
  if (of === null) return complement(argument, soft.coefficient, other.coefficient);
  if (of.activation.name !== 'relu' || !same(soft.coefficient, other.coefficient) || !isMinusSize(argument)) return null;
  const slope = multipleOf(of.argument);
  return slope !== null && (is(slope, 1) || is(slope, -1))
    ? spelled(activation('softplus'), scaleOf(slope), scaleOf(soft.coefficient))
    : null;
}

/** k softplus(c x) - k c x = k softplus(-c x), for c = 1 and -1. */
function complement(argument: Polynomial, k: Scalar, rest: Scalar): Spelled | null {
  const c = multipleOf(argument);
  if (c === null || !(is(c, 1) || is(c, -1)) || !same(is(c, 1) ? minus(k) : k, rest)) return null;
  return spelled(activation('softplus'), scaleOf(minus(c)), scaleOf(k));
}

/** Whether a polynomial is -|x|. */
function isMinusSize(p: Polynomial): boolean {
  const size = multipleOfFunction(p, 'abs');
  const slope = size === null ? null : multipleOf(size.argument);
  return size !== null && is(size.coefficient, -1) && slope !== null && (is(slope, 1) || is(slope, -1));
}

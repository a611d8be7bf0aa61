import { activation } from '../../../activations/registry.js';
import { exactQuotient } from '../../../engine/exact.js';
import { coefficientOf, type Factor, type Polynomial, type Term } from './polynomial.js';
import { is, minus, plus, same, type Scalar, times } from './scalar.js';
import { multipleOf, multipleOfFunction, type Spelled, spelled } from './spelled.js';

/**
 * ELU: k max(x, 0) + a (e^min(x, 0) - 1), the latter also as min(0, a (e^x - 1)) or -max(0, a (1 - e^x)), a / k >= 0 a double. SELU is a multiple of it. A
 * constant left over is a shift.
 */
export function elu(p: Polynomial): Spelled | null {
  const terms = [...p.values()].filter(({ factors }) => factors.length > 0);
  const positive = terms.find(isPositivePart);
  const other = terms.find((term) => term !== positive);
  const of = other?.factors.length === 1 ? other.factors[0]?.of : null;
  if (terms.length !== 2 || positive === undefined || other === undefined || !of) return null;
  const negative = negativePart(of, other.coefficient);
  const k = positive.coefficient;
  const alpha = negative === null || k.error !== 0 || negative.height.error !== 0 ? null : exactQuotient(negative.height.value, k.value);
  if (negative === null || alpha === null || !(alpha >= 0)) return null;
  const shift = plus(coefficientOf(p, 0), negative.excess);
  return spelled(activation('elu', { alpha }), undefined, { scale: k, shift });
}

/** height (e^min(x, 0) - 1) + excess. */
interface NegativePart {
  readonly height: Scalar;
  readonly excess: Scalar;
}

function negativePart({ activation: f, argument }: NonNullable<Factor['of']>, factor: Scalar): NegativePart | null {
  if (f.name === 'exp') return isMinimumWithZero(argument) ? { height: factor, excess: factor } : null;
  const below = f.name === 'clip' && f.parameters['min'] === -Infinity && f.parameters['max'] === 0;
  if (!below && f.name !== 'relu') return null;
  const [exponential, constant] = [[...argument.values()].find(({ factors }) => factors.length > 0), coefficientOf(argument, 0)];
  const power = exponential?.factors.length === 1 ? exponential.factors[0]?.of : null;
  if (argument.size !== 2 || exponential === undefined || power?.activation.name !== 'exp' || !isX(power.argument)) return null;
  if (!same(minus(exponential.coefficient), constant)) return null;
  // min(0, a (e^x - 1)) is the negative part for a > 0 only, -max(0, a (1 - e^x)) likewise.
  const a = below ? exponential.coefficient : minus(exponential.coefficient);
  if (!(a.value > 0)) return null;
  return { height: below ? times(factor, a) : minus(times(factor, a)), excess: { value: 0, error: 0 } };
}

function isPositivePart({ factors: [factor, ...more] }: Term): boolean {
  return factor?.of?.activation.name === 'relu' && more.length === 0 && isX(factor.of.argument);
}

/** min(x, 0), also as -max(-x, 0). */
function isMinimumWithZero(p: Polynomial): boolean {
  const found = multipleOfFunction(p, 'clip', 'relu');
  const slope = found === null ? null : multipleOf(found.argument);
  if (found === null || slope === null) return false;
  const { min, max } = found.activation.parameters;
  if (found.activation.name === 'clip') return min === -Infinity && max === 0 && is(slope, 1) && is(found.coefficient, 1);
  return is(slope, -1) && is(found.coefficient, -1);
}

function isX(p: Polynomial): boolean {
  const slope = multipleOf(p);
  return slope !== null && is(slope, 1);
}

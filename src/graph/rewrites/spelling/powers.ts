import { activation } from '../../../activations/registry.js';
import { gatedBy } from './gated.js';
import type { Polynomial, Term } from './polynomial.js';
import { exactly, is, type Scalar, times } from './scalar.js';
import { lineOf, multipleOf, multipleOfFunction, scaleOf, type Spelled, spelled } from './spelled.js';

/** x x x and powers of powers, even powers of |x|; |x| as sqrt(x^2) and x sign(x); 1 / sqrt(x). */
export function powers(p: Polynomial): Spelled | null {
  return power(p) ?? rootOfSquare(p) ?? signed(p) ?? inverseRoot(p);
}

function power(p: Polynomial): Spelled | null {
  const [term, ...more] = p.values();
  if (term === undefined || more.length > 0) return null;
  const exponent = term.factors.length;
  const even = exponent % 2 === 0;
  if (exponent < 2 || !(isPower(term) || (even && isPowerOfSize(term)))) return null;
  return spelled(activation('power', { exponent }), undefined, scaleOf(term.coefficient));
}

function isPower({ factors }: Term): boolean {
  return factors.every(({ of }) => of === null);
}

function isPowerOfSize({ factors }: Term): boolean {
  return factors.every(({ of }) => {
    const slope = of?.activation.name === 'abs' ? multipleOf(of.argument) : null;
    return slope !== null && (is(slope, 1) || is(slope, -1));
  });
}

function rootOfSquare(p: Polynomial): Spelled | null {
  const root = multipleOfFunction(p, 'sqrt');
  const [inside, ...more] = root?.argument.values() ?? [];
  if (root === null || inside?.factors.length !== 2 || more.length > 0 || !isPower(inside) || !is(inside.coefficient, 1)) return null;
  return spelled(activation('abs'), undefined, scaleOf(root.coefficient));
}

function signed(p: Polynomial): Spelled | null {
  const gated = gatedBy(p, 'sign');
  const slope = gated === null ? null : multipleOf(gated.argument);
  if (gated === null || slope === null || !(Math.abs(slope.value) > slope.error)) return null;
  const direction: Scalar = exactly(Math.sign(slope.value));
  return spelled(activation('abs'), undefined, scaleOf(times(direction, gated.factor)));
}

function inverseRoot(p: Polynomial): Spelled | null {
  const inverse = multipleOfFunction(p, 'reciprocal');
  const root = inverse === null ? null : multipleOfFunction(inverse.argument, 'sqrt');
  const line = root === null || !is(root.coefficient, 1) ? null : lineOf(root.argument);
  return inverse === null || line === null ? null : spelled(activation('rsqrt'), line, scaleOf(inverse.coefficient));
}

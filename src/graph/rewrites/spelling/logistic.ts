import { activation } from '../../../activations/registry.js';
import type { Polynomial, Term } from './polynomial.js';
import { exactly, is, minus, over, plus, type Scalar, same, times, ZERO } from './scalar.js';
import { type Line, lineOf, type Spelled, spelled } from './spelled.js';

/** e^line, the constant 1 with key '' for the line 0. */
interface Exponential {
  readonly key: string;
  readonly line: Line;
}

/**
 * Quotients of sums of two exponentials, one of which may be constant: 1 / (1 + e^-x) is the sigmoid, (e^2x - 1) / (e^2x + 1) and
 * (e^x - e^-x) / (e^x + e^-x) are the tanh. (a p + b q) / (s p + s q) is b / s + (a - b) / s sigmoid(ln p - ln q).
 */
export function logistic(p: Polynomial): Spelled | null {
  const terms = [...p.values()];
  const divisor = terms[0]?.factors.find(({ of }) => of?.activation.name === 'reciprocal');
  const [first, second, ...more] = [...(divisor?.of?.argument.values() ?? [])].map((term) => ({ term, part: exponentialOf(term, null) }));
  if (divisor === undefined || !first?.part || !second?.part || more.length > 0) return null;
  const scale = first.term.coefficient;
  if (!same(scale, second.term.coefficient)) return null;
  const above = new Map(terms.map((term) => [exponentialOf(term, divisor.key)?.key, term.coefficient]));
  const [a, b] = [above.get(first.part.key) ?? ZERO, above.get(second.part.key) ?? ZERO];
  const known = [first.part.key, second.part.key].filter((key) => above.has(key)).length;
  if (known !== terms.length) return null;
  const line = difference(first.part.line, second.part.line);
  return is(a, 0) ? quotient(b, a, scale, negated(line)) : quotient(a, b, scale, line);
}

function quotient(a: Scalar, b: Scalar, s: Scalar, line: Line): Spelled {
  if (same(a, minus(b))) {
    const half = exactly(0.5);
    return spelled(
      activation('tanh'),
      { scale: times(half, line.scale), shift: times(half, line.shift) },
      { scale: over(a, s), shift: ZERO },
    );
  }
  return spelled(activation('sigmoid'), line, { scale: over(plus(a, minus(b)), s), shift: over(b, s) });
}

function difference(a: Line, b: Line): Line {
  return { scale: plus(a.scale, minus(b.scale)), shift: plus(a.shift, minus(b.shift)) };
}

function negated({ scale, shift }: Line): Line {
  return { scale: minus(scale), shift: minus(shift) };
}

/** The exponential (or 1) in a term that has nothing else but, once, the factor to skip. */
function exponentialOf({ factors }: Term, skip: string | null): Exponential | null {
  const place = factors.findIndex(({ key }) => key === skip);
  if (skip !== null && place < 0) return null;
  const [factor, ...more] = skip === null ? factors : factors.toSpliced(place, 1);
  if (factor === undefined) return { key: '', line: { scale: ZERO, shift: ZERO } };
  if (more.length > 0 || factor.of?.activation.name !== 'exp') return null;
  const line = lineOf(factor.of.argument);
  return line === null ? null : { key: factor.key, line };
}

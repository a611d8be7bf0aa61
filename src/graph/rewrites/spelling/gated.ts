import type { Activation } from '../../../activations/activation.js';
import { coefficientOf, type Factor, type Polynomial } from './polynomial.js';
import { minus, same, type Scalar } from './scalar.js';
import { termOf, twice } from './spelled.js';

/** x gate(argument), times a factor. */
export interface Gated {
  readonly factor: Scalar;
  readonly gate: Activation;
  readonly argument: Polynomial;
}

/** factor x gate(..), where the polynomial is that. */
export function gatedBy(p: Polynomial, ...names: readonly string[]): Gated | null {
  const term = p.size === 1 ? termOf(p, 2) : null;
  const gate = term === null ? null : gateOf(term.factors);
  if (term === null || gate === null || !names.includes(gate.activation.name)) return null;
  return { factor: term.coefficient, gate: gate.activation, argument: gate.argument };
}

/** The same of k x (1 + f(..)) with an odd f, in any order: `factor` is 2 k, the gate (1 + f) / 2, `sign` -1 for 1 - f. */
export function halfGatedBy(p: Polynomial, name: string): (Gated & { readonly sign: 1 | -1 }) | null {
  const term = p.size === 2 ? termOf(p, 2) : null;
  const gate = term === null ? null : gateOf(term.factors);
  if (term === null || gate?.activation.name !== name) return null;
  const k = coefficientOf(p, 1);
  const sign = same(k, term.coefficient) ? 1 : same(minus(k), term.coefficient) ? -1 : null;
  return sign === null ? null : { factor: twice(k), gate: gate.activation, argument: gate.argument, sign };
}

/** f, from the factors x and f(..). */
function gateOf(factors: readonly Factor[]): Factor['of'] {
  const [first, second] = factors;
  if (first === undefined || second === undefined) return null;
  return first.of === null ? second.of : second.of === null ? first.of : null;
}

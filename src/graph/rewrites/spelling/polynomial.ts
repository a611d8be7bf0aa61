import type { Activation } from '../../../activations/activation.js';
import { exactly, plus, type Scalar, times, ZERO } from './scalar.js';

/** x itself (`of` null), or a function of a polynomial. Equal keys mean equal functions. */
export interface Factor {
  readonly key: string;
  readonly of: { readonly activation: Activation; readonly argument: Polynomial } | null;
}

/** A coefficient times factors, which are sorted by key. */
export interface Term {
  readonly coefficient: Scalar;
  readonly factors: readonly Factor[];
}

/** A function of one number x: a sum of products of x and of functions of such sums. Keyed by the factors; no term twice. */
export type Polynomial = ReadonlyMap<string, Term>;

const MOST_TERMS = 12;
/** Longer products are not looked into. */
export const MOST_FACTORS = 16;

/** The polynomial x. */
export const X: Polynomial = polynomial([{ coefficient: exactly(1), factors: [{ key: 'x', of: null }] }]);

/** A constant. */
export function constantOf(value: Scalar): Polynomial {
  return polynomial([{ coefficient: value, factors: [] }]);
}

/** f(argument). Where a constant of the argument is rounded, two of the same look need not be the same: `node` tells them apart. */
export function applied(activation: Activation, argument: Polynomial, node: number): Polynomial {
  const rounded = [...argument.values()].some(({ coefficient }) => coefficient.error !== 0);
  const key = `${activation.name}${JSON.stringify(Object.entries(activation.parameters))}(${describe(argument)})${rounded ? node : ''}`;
  return polynomial([{ coefficient: exactly(1), factors: [{ key, of: { activation, argument } }] }]);
}

/** a + b. */
export function sum(a: Polynomial, b: Polynomial): Polynomial {
  return polynomial([...a.values(), ...b.values()]);
}

/** k p. */
export function scaled(k: Scalar, p: Polynomial): Polynomial {
  return polynomial([...p.values()].map(({ coefficient, factors }) => ({ coefficient: times(k, coefficient), factors })));
}

/** a b, or null when that is too long to be a spelling of anything. */
export function product(a: Polynomial, b: Polynomial): Polynomial | null {
  const terms: Term[] = [];
  for (const left of a.values()) {
    for (const right of b.values()) {
      const factors = [...left.factors, ...right.factors].toSorted((p, q) => (p.key < q.key ? -1 : p.key > q.key ? 1 : 0));
      terms.push({ coefficient: times(left.coefficient, right.coefficient), factors });
    }
  }
  return terms.length > MOST_TERMS || terms.some(({ factors }) => factors.length > MOST_FACTORS) ? null : polynomial(terms);
}

/** The coefficient of x^power, 0 if there is none. */
export function coefficientOf(p: Polynomial, power: number): Scalar {
  return p.get(keyOf(Array.from({ length: power }, () => 'x')))?.coefficient ?? ZERO;
}

function polynomial(terms: readonly Term[]): Polynomial {
  const result = new Map<string, Term>();
  for (const { coefficient, factors } of terms) {
    const key = keyOf(factors.map((factor) => factor.key));
    const before = result.get(key)?.coefficient;
    const total = before === undefined ? coefficient : plus(before, coefficient);
    // 0 f(x) is 0 only where f is defined: it stays, and nothing is recognised.
    if (total.value === 0 && total.error === 0 && factors.every(({ of }) => of === null)) result.delete(key);
    else result.set(key, { coefficient: total, factors });
  }
  return result;
}

function keyOf(keys: readonly string[]): string {
  return keys.join(' * ');
}

function describe(p: Polynomial): string {
  return [...p]
    .map(([key, { coefficient }]) => `${coefficient.value} ${key}`)
    .toSorted()
    .join(' + ');
}

import type { Clip } from '../../src/bounds/region.js';

/** `coefficients . y + constant >= 0` over the outputs, in their order. */
export interface Halfspace {
  readonly coefficients: ReadonlyMap<number, number>;
  readonly constant: number;
}

/** One way to a counterexample: an input in the box whose outputs lie in every half-space. */
export interface Disjunct {
  readonly box: Clip;
  readonly outputs: readonly Halfspace[];
}

type Expression = string | readonly Expression[];
type Conjunction = readonly (readonly [operator: string, left: string, right: string])[];

/** More disjuncts than this are not looked at. */
const MOST = 64;

/**
 * A VNN-LIB 1 property as the competition writes them, for tests only: bounds of X_i and linear comparisons of two terms each, in any
 * nesting of and and or. null: more than that, or too many disjuncts.
 */
export function readVnnlib(text: string): readonly Disjunct[] | null {
  const asserts = parse(text).flatMap((e) => (Array.isArray(e) && e[0] === 'assert' ? [e[1] as Expression] : []));
  let cases: Conjunction[] | null = [[]];
  for (const formula of asserts) cases = product(cases, disjunctsOf(formula));
  const disjuncts = cases?.map(disjunctOf);
  return disjuncts === undefined || disjuncts.includes(null) ? null : disjuncts.filter((d) => d !== null);
}

function parse(text: string): Expression[] {
  const stack: Expression[][] = [[]];
  for (const [token] of text.replace(/;.*$/gm, '').matchAll(/[()]|[^\s()]+/g)) {
    if (token === '(') stack.push([]);
    else if (token === ')') {
      const done = stack.pop()!;
      stack.at(-1)!.push(done);
    } else stack.at(-1)!.push(token);
  }
  return stack[0]!;
}

function disjunctsOf(formula: Expression): Conjunction[] | null {
  if (typeof formula === 'string') return null;
  const [operator, ...parts] = formula;
  if (operator === 'or') {
    const all = parts.map(disjunctsOf);
    return all.includes(null) ? null : all.flatMap((cases) => cases ?? []);
  }
  if (operator === 'and') return parts.map(disjunctsOf).reduce(product, [[]]);
  const [left, right] = parts;
  if (typeof operator !== 'string' || typeof left !== 'string' || typeof right !== 'string') return null;
  return [[[operator, left, right]]];
}

function product(a: Conjunction[] | null, b: Conjunction[] | null): Conjunction[] | null {
  if (a === null || b === null || a.length * b.length > MOST) return null;
  return a.flatMap((x) => b.map((y) => [...x, ...y]));
}

function disjunctOf(conjunction: Conjunction): Disjunct | null {
  const lower = new Map<number, number>();
  const upper = new Map<number, number>();
  const outputs: Halfspace[] = [];
  for (const [operator, left, right] of conjunction) {
    const [small, large] = operator.startsWith('<') ? [left, right] : [right, left];
    const [x, bound] = small.startsWith('X_') ? [small, large] : [large, small];
    if (x.startsWith('X_')) {
      const value = Number(bound);
      const at = Number(x.slice(2));
      if (Number.isNaN(value)) return null;
      if (x === large) lower.set(at, Math.max(lower.get(at) ?? -Infinity, value));
      else upper.set(at, Math.min(upper.get(at) ?? Infinity, value));
    } else outputs.push(halfspace(large, small));
  }
  const size = Math.max(...lower.keys(), ...upper.keys()) + 1;
  const every = (bounds: ReadonlyMap<number, number>) => Float64Array.from({ length: size }, (_, i) => bounds.get(i) ?? NaN);
  const box = { lower: every(lower), upper: every(upper) };
  return box.lower.every((low, i) => low <= box.upper[i]!) ? { box, outputs } : null;
}

/** large - small >= 0. */
function halfspace(large: string, small: string): Halfspace {
  const coefficients = new Map<number, number>();
  let constant = 0;
  for (const [term, sign] of [[large, 1], [small, -1]] as const) {
    if (term.startsWith('Y_')) coefficients.set(Number(term.slice(2)), (coefficients.get(Number(term.slice(2))) ?? 0) + sign);
    else constant += sign * Number(term);
  } // prettier-ignore
  return { coefficients, constant };
}

/** The inputs of a counterexample file: pairs (X_i value). */
export function readCounterexample(text: string): Float64Array {
  return Float64Array.from(Array.from(text.matchAll(/\(\s*X_\d+\s+([^\s()]+)\s*\)/g), ([, value]) => Number(value)));
}

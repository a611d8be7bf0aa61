import type { Activation } from '../../../activations/activation.js';
import { activation } from '../../../activations/registry.js';
import { exactQuotient, exactSum } from '../../../engine/exact.js';
import { kinkedOf } from './kinked.js';
import { applied, coefficientOf, constantOf, type Factor, type Polynomial, product, scaled, sum } from './polynomial.js';
import { exactly, is } from './scalar.js';

/** An open interval of x. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** k z + t, both known exactly. */
interface ExactLine {
  readonly k: number;
  readonly t: number;
}

const HALF = exactly(0.5);

/**
 * A function p of z, with `z` in place of its argument, as it is for x in a range: a sum of products of x and of tanh of lines with positive slopes (sigmoids are written by tanh). `splits` gathers the kinks
 * inside of the range, which has to be cut there. Null: for want of a cut, or not of this form.
 */
export function onPiece(p: Polynomial, z: Polynomial, range: Range, splits: number[]): Polynomial | null {
  let total: Polynomial | null = constantOf(exactly(0));
  for (const { coefficient, factors } of p.values()) {
    if (is(coefficient, 0) && factors.every(isTotal)) continue;
    let term: Polynomial | null = constantOf(coefficient);
    for (const factor of factors) {
      const value = ofFactor(factor, z, range, splits);
      term = term === null || value === null ? null : product(term, value);
    }
    total = total === null || term === null ? null : sum(total, term);
  }
  return total;
}

/** The coefficients of a polynomial that is a line or a constant, where they are known exactly. */
export function exactLine(p: Polynomial): ExactLine | null {
  const [k, t] = [coefficientOf(p, 1), coefficientOf(p, 0)];
  const terms = (p.has('x') ? 1 : 0) + (p.has('') ? 1 : 0);
  return terms === p.size && k.error === 0 && t.error === 0 ? { k: k.value, t: t.value } : null;
}

function ofFactor({ of }: Factor, z: Polynomial, range: Range, splits: number[]): Polynomial | null {
  if (of === null) return z;
  const argument = onPiece(of.argument, z, range, splits);
  if (argument === null) return null;
  const { name, parameters } = of.activation;
  if (name === 'power') return parameters['exponent'] === 2 ? product(argument, argument) : null;
  if (name === 'tanh') return tanhOf(argument);
  if (name === 'sigmoid') {
    const odd = tanhOf(scaled(HALF, argument));
    return odd === null ? null : sum(constantOf(HALF), scaled(HALF, odd));
  }
  if (name === 'hard-sigmoid') {
    const { alpha = NaN, beta = NaN } = parameters;
    return ofKinked(UNIT_CLIP, sum(scaled(exactly(alpha), argument), constantOf(exactly(beta))), range, splits);
  }
  return ofKinked(of.activation, argument, range, splits);
}

const UNIT_CLIP = activation('clip', { min: 0, max: 1 });

/** tanh of a line, 0 of 0. */
function tanhOf(argument: Polynomial): Polynomial | null {
  const line = exactLine(argument);
  if (line === null) return null;
  if (line.k === 0 && line.t === 0) return constantOf(exactly(0));
  const isFalling = line.k < 0 || (line.k === 0 && line.t < 0);
  const direction = exactly(isFalling ? -1 : 1);
  return scaled(direction, applied(activation('tanh'), scaled(direction, argument), 0));
}

function ofKinked(f: Activation, argument: Polynomial, range: Range, splits: number[]): Polynomial | null {
  const kinked = kinkedOf(f);
  const line = kinked === null ? null : exactLine(argument);
  if (kinked === null || line === null) return null;
  let passed = 0;
  for (const [i, kink] of kinked.kinks.entries()) {
    const side = sideOf(line, kink, range, splits);
    if (side === null) return null;
    if (side === 0) return constantOf(exactly(kinked.values[i] ?? NaN));
    if (side > 0) passed = i + 1;
  }
  const part = kinked.parts[passed];
  return part === undefined ? null : onPiece(part, argument, range, splits);
}

/** Where a line is within a range: above a number (1), below (-1), there throughout (0); null: on both sides, or not known. */
function sideOf({ k, t }: ExactLine, level: number, { from, to }: Range, splits: number[]): -1 | 0 | 1 | null {
  if (k === 0) return t > level ? 1 : t < level ? -1 : 0;
  const rise = exactSum(level, -t);
  const crossing = rise === null ? null : exactQuotient(rise, k);
  if (crossing === null) return null;
  if (crossing > from && crossing < to) {
    splits.push(crossing + 0);
    return null;
  }
  return crossing <= from === k > 0 ? 1 : -1;
}

const TOTAL = new Set([
  'abs',
  'clip',
  'hard-sigmoid',
  'hard-tanh',
  'leaky-clip',
  'leaky-relu',
  'relu',
  'sigmoid',
  'sign',
  'step',
  'staircase',
  'tanh',
]);

/** Whether a factor is defined for every x. */
function isTotal({ of }: Factor): boolean {
  if (of === null) return true;
  const { name, parameters } = of.activation;
  const isKnown = TOTAL.has(name) || (name === 'power' && parameters['exponent'] === 2);
  return isKnown && [...of.argument.values()].every(({ factors }) => factors.every(isTotal));
}

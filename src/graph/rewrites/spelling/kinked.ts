import type { Activation } from '../../../activations/activation.js';
import { exactProduct, exactSum } from '../../../engine/exact.js';
import { activation } from '../../../activations/registry.js';
import { stepsOf } from '../step-terms.js';
import { applied, constantOf, type Polynomial, product, scaled, sum, X } from './polynomial.js';
import { exactly } from './scalar.js';

/** A function that is one polynomial of its argument (or of a tanh of it) between any two of its kinks. */
export interface Kinked {
  readonly kinks: readonly number[];
  /** kinks.length + 1 parts, from left to right. */
  readonly parts: readonly Polynomial[];
  /** At the kinks. */
  readonly values: readonly number[];
}

/** An activation by its parts; null: it has none. */
export function kinkedOf(f: Activation): Kinked | null {
  const { alpha = NaN, min = NaN, max = NaN } = f.parameters;
  switch (f.name) {
    case 'relu':
      return { kinks: [0], parts: [line(0, 0), X], values: [0] };
    case 'abs':
      return { kinks: [0], parts: [line(-1, 0), X], values: [0] };
    case 'leaky-relu':
      return { kinks: [0], parts: [line(alpha, 0), X], values: [0] };
    case 'clip':
    case 'hard-tanh':
      return min < max ? clamped(min, max, [line(0, min), X, line(0, max)], (kink) => kink) : null;
    case 'leaky-clip':
      return leaky(f.parameters);
    default:
      return stairs(f);
  }
}

/** Parts below, between and above two bounds, either of which may be infinite. */
function clamped(min: number, max: number, parts: readonly Polynomial[], valueAt: (kink: number) => number): Kinked {
  const kinks = [min, max].filter(Number.isFinite);
  return { kinks, parts: parts.slice(min === -Infinity ? 1 : 0, max === Infinity ? 2 : 3), values: kinks.map(valueAt) };
}

/** Null where its value at a kink is no double. */
function leaky({
  min = NaN,
  max = NaN,
  slope = NaN,
  offset = NaN,
  leak = NaN,
  left = NaN,
  right = NaN,
  p = NaN,
}: Activation['parameters']): Kinked | null {
  const middle = line(slope, offset);
  const beyond = (kink: number, strength: number) => {
    const from = sum(X, constant(-kink));
    const gate = applied(activation('tanh'), times(p / 2, from), 0);
    const noise = times(strength, product(gate, gate) ?? gate);
    return [times(slope, constant(kink)), constant(offset), times(leak, from), noise].reduce(sum);
  };
  const parts = [beyond(min, left), middle, beyond(max, right)];
  const valueAt = (kink: number) => {
    const product = exactProduct(slope, kink);
    return (product === null ? null : exactSum(product, offset)) ?? NaN;
  };
  const found = clamped(min, max, parts, valueAt);
  return found.values.some(Number.isNaN) ? null : found;
}

function stairs(f: Activation): Kinked | null {
  const found = stepsOf(f);
  if (found === null || found.error !== 0) return null;
  return { kinks: found.thresholds, parts: found.levels.map((level) => line(0, level)), values: found.values };
}

/** slope x + intercept. */
function line(slope: number, intercept: number): Polynomial {
  return sum(times(slope, X), constant(intercept));
}

function times(k: number, p: Polynomial): Polynomial {
  return scaled(exactly(k), p);
}

function constant(value: number): Polynomial {
  return constantOf(exactly(value));
}

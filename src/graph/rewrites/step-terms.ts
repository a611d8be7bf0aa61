import type { Activation } from '../../activations/activation.js';
import type { StepFunction } from '../../activations/shapes/step-function.js';
import { readStaircase } from '../../activations/staircase.js';
import { productError, sumError } from '../folded.js';

/** A number known to an absolute error. */
export interface Inexact {
  readonly value: number;
  readonly error: number;
}

/** coefficient f(x) + offset. */
export interface StepTerm {
  readonly f: StepFunction;
  readonly coefficient: Inexact;
  readonly offset: Inexact;
}

/** What an activation is as a step function; null: it is none, or one with more steps than it has sense to merge. */
export function stepsOf({ name, parameters }: Activation): StepFunction | null {
  if (name === 'sign') return { thresholds: [0], values: [0], levels: [-1, 1], error: 0 };
  if (name === 'step') return { thresholds: [0], values: [1], levels: [0, 1], error: 0 };
  return name === 'staircase' ? readStaircase(parameters) : null;
}

/** f(direction x + shift) as a function of x; null where a threshold is not a double. */
export function substituted(f: StepFunction, direction: 1 | -1, shift: number): StepFunction | null {
  const thresholds = f.thresholds.map((t) => direction * (t - shift) + 0);
  if (!f.thresholds.every((t) => sumError(t, 0, -shift, 0) === 0)) return null;
  if (direction === 1) return { ...f, thresholds };
  return { ...f, thresholds: thresholds.toReversed(), values: f.values.toReversed(), levels: f.levels.toReversed() };
}

/** The sum of the terms, with a bound of the rounding of its levels. */
export function sumOfSteps(terms: readonly StepTerm[]): StepFunction {
  const thresholds = [...new Set(terms.flatMap(({ f }) => f.thresholds))].sort((a, b) => a - b);
  const values = thresholds.map((t) => total(terms, (f) => valueAt(f, t)));
  const levels = [-Infinity, ...thresholds].map((t) =>
    total(terms, (f) => f.levels[f.thresholds.filter((other) => other <= t).length] ?? NaN),
  );
  return {
    thresholds,
    values: values.map(({ value }) => value),
    levels: levels.map(({ value }) => value),
    error: Math.max(...[...values, ...levels].map(({ error }) => error)),
  };
}

function valueAt({ thresholds, values, levels }: StepFunction, t: number): number {
  const index = thresholds.indexOf(t);
  return (index >= 0 ? values[index] : levels[thresholds.filter((other) => other < t).length]) ?? NaN;
}

function total(terms: readonly StepTerm[], part: (f: StepFunction) => number): Inexact {
  let sum: Inexact = { value: 0, error: 0 };
  for (const { f, coefficient, offset } of terms) {
    const y = part(f);
    const product = { value: coefficient.value * y, error: productError(coefficient.value, coefficient.error, y, f.error) };
    sum = plus(plus(sum, product), offset);
  }
  return sum;
}

function plus(a: Inexact, b: Inexact): Inexact {
  return { value: a.value + b.value, error: sumError(a.value, a.error, b.value, b.error) };
}

import type { InputReport } from '../schema.js';

/** A point of a step curve. */
export interface CurvePoint {
  readonly epsilon: number;
  /** Share of all inputs. */
  readonly share: number;
}

interface Inputs {
  readonly inputs: readonly InputReport[];
}

const MOST_POINTS = 300;

/** Whether the model is right about an input as it is. */
export function isCorrect({ label, prediction, status }: InputReport): boolean {
  return prediction !== null && prediction === label && status !== 'misclassified';
}

/** The certified radius, Infinity where it is certified at every epsilon; 0 where nothing is. */
export function radiusOf({ certifiedRadius, radiusUnbounded, status }: InputReport): number {
  if (status === 'error') return 0;
  return radiusUnbounded === true ? Infinity : (certifiedRadius ?? 0);
}

/** Where a counterexample lies; Infinity: none is known. */
export function attackedOf(input: InputReport): number {
  return isCorrect(input) ? (input.attackedRadius ?? Infinity) : 0;
}

/**
 * Share of the inputs that are certified at epsilon. The share of a point holds from the point before it up to it (`step-before`); where
 * points are left out, the curve is too low rather than too high.
 */
export function certifiedCurve({ inputs }: Inputs, most: number): CurvePoint[] {
  const share = (epsilon: number): number =>
    inputs.filter((input) => radiusOf(input) > 0 && radiusOf(input) >= epsilon).length / inputs.length;
  const steps = thinned(distinct(inputs.map(radiusOf)).filter((radius) => radius < most));
  return [0, ...steps, most].map((epsilon) => ({ epsilon, share: share(epsilon) }));
}

/**
 * Share of the inputs that are classified correctly and for which no counterexample within epsilon is known. The share of a point
 * holds from it on (`step-after`); where points are left out, the curve is too high rather than too low.
 */
export function attackCurve({ inputs }: Inputs, most: number): CurvePoint[] {
  const share = (epsilon: number): number => inputs.filter((input) => attackedOf(input) > epsilon).length / inputs.length;
  const steps = thinned(distinct(inputs.map(attackedOf)).filter((radius) => radius < most));
  return [0, ...steps, most].map((epsilon) => ({ epsilon, share: share(epsilon) }));
}

/** An epsilon up to which curves are worth drawing: all certified radii, and nearly all counterexamples, lie below. */
export function largestEpsilon(inputs: readonly InputReport[]): number {
  const certified = distinct(inputs.map(radiusOf)).at(-1) ?? 0;
  const attacked = inputs.map(attackedOf).filter((radius) => radius > 0 && radius < Infinity).sort((a, b) => a - b); // prettier-ignore
  const most = Math.max(certified, attacked[Math.floor(0.95 * (attacked.length - 1))] ?? 0);
  return most > 0 ? 1.04 * most : 1;
}

/** The positive finite numbers among them, ascending, each once. */
function distinct(radii: readonly number[]): number[] {
  return [...new Set(radii.filter((radius) => radius > 0 && radius < Infinity))].sort((a, b) => a - b);
}

function thinned(values: readonly number[]): number[] {
  const every = Math.ceil(values.length / MOST_POINTS);
  return values.filter((_, k) => k % every === every - 1 || k === values.length - 1);
}

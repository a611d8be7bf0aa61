import { exp } from '../activations/elementary/exp.js';
import { logistic } from '../activations/elementary/logistic.js';
import type { Classifier } from '../certify/classifier.js';
import { marginRows, otherClasses } from '../certify/specification.js';
import { roundDown, roundUp } from '../engine/rounding.js';

/** The score of the class, its share of the softmax (of a model of one output: its probability), over the copies. */
export interface Score {
  /** At the input itself. */
  readonly value: number;
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  /** No input of the region has a score outside; null: nothing is certified. */
  readonly certified: { readonly lower: number; readonly upper: number } | null;
}

const EVEN = 0.5;

/** The score of a class from the model's outputs. */
export function scoreOf(classifier: Classifier, outputs: Float64Array, label: number): number {
  if (classifier.binary) {
    const [output = NaN] = outputs;
    const first = classifier.probability ? output : logistic(output);
    return label === 1 ? first : 1 - first;
  }
  const own = outputs[label] ?? NaN;
  return 1 / outputs.reduce((sum, output) => sum + exp(output - own), 0);
}

/** Rows whose bounds bound the score: margins of the class, then their negatives. */
export function scoreRows(classifier: Classifier, label: number): Float64Array[] {
  const rows = marginRows(classifier, label, otherClasses(classifier, label), EVEN).map(({ row }) => row);
  return [...rows, ...rows.map((row) => row.map((a) => -a))];
}

/** Bounds of the score from the lower bounds of {@link scoreRows}: 1 / (1 + sum of e^-margin) falls in every margin. */
export function scoreBounds(classifier: Classifier, label: number, bounds: Float64Array): { lower: number; upper: number } {
  const half = bounds.length / 2;
  const [least, most] = [bounds.subarray(0, half), bounds.subarray(half).map((bound) => -bound)];
  if (classifier.binary && classifier.probability) {
    // The row is the probability of class 1, or its negative.
    const shift = label === 1 ? 0 : 1;
    return { lower: within(roundDown((least[0] ?? NaN) + shift), 0), upper: within(roundUp((most[0] ?? NaN) + shift), 1) };
  }
  const above = least.reduce((sum, margin) => roundUp(sum + expAbove(-margin)), 1);
  const below = most.reduce((sum, margin) => roundDown(sum + expBelow(-margin)), 1);
  return { lower: within(roundDown(1 / above), 0), upper: within(roundUp(1 / Math.max(below, 1)), 1) };
}

/** In [0, 1]; `otherwise`: for what is no number. */
function within(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, 0), 1);
}

/** At least e^x: `exp` is off by 4 u and 2^-1074, a rounding outward moves by 2 u and 2^-1074. */
function expAbove(x: number): number {
  return roundUp(roundUp(roundUp(exp(x))));
}

function expBelow(x: number): number {
  return Math.max(0, roundDown(roundDown(roundDown(exp(x)))));
}

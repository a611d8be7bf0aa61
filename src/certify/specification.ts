import type { Classifier } from './classifier.js';

/** One margin: row . y + offset > 0 means that the label beats `class`. The row is over the output node's vector. */
export interface MarginRow {
  readonly class: number;
  readonly row: Float64Array;
  readonly offset: number;
  /** The real offset differs from the stored one by at most this. */
  readonly offsetError: number;
}

/** logit[label] - logit[class] for each of the classes; for a binary model, plus or minus (output - decision level). */
export function marginRows(classifier: Classifier, label: number, classes: readonly number[], threshold: number): MarginRow[] {
  return classes.map((other) => (classifier.binary ? binaryRow(classifier, label, threshold) : differenceRow(classifier, label, other)));
}

/** Every class but the label. */
export function otherClasses(classifier: Classifier, label: number): number[] {
  return Array.from({ length: classifier.classes }, (_, index) => index).filter((index) => index !== label);
}

function differenceRow(classifier: Classifier, label: number, other: number): MarginRow {
  const row = new Float64Array(classifier.rowLength);
  const positive = classifier.outputPosition(label);
  const negative = classifier.outputPosition(other);
  if (positive !== negative) {
    row[positive] = 1;
    row[negative] = -1;
  }
  return { class: other, row, offset: 0, offsetError: 0 };
}

function binaryRow(classifier: Classifier, label: number, threshold: number): MarginRow {
  const row = new Float64Array(classifier.rowLength);
  const sign = label === 1 ? 1 : -1;
  row[classifier.outputPosition(0)] = sign;
  const { value, error } = classifier.decisionLevel(threshold);
  return { class: 1 - label, row, offset: value === 0 ? 0 : -sign * value, offsetError: error };
}

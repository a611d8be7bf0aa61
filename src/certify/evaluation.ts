import { NumericalError } from '../errors.js';
import type { Classifier } from './classifier.js';

/**
 * The class that a model decides for at a point in internal order: the first of the largest outputs; for a binary model, 1 where
 * the output is above the decision level. Evaluated in float64, without error bound: never a proof.
 *
 * @throws NumericalError `NON_FINITE_LOGITS`.
 */
export function predict(classifier: Classifier, point: Float64Array, threshold: number): number {
  const logits = classifier.logits(point);
  const bad = logits.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new NumericalError('NON_FINITE_LOGITS', `output ${bad} of the model is ${logits[bad]} at this input`, {
      hint: 'the model holds NaN or infinite weights, or overflows; nothing can be certified',
    });
  }
  if (classifier.binary) return (logits[0] ?? NaN) > classifier.decisionLevel(threshold).value ? 1 : 0;
  return logits.reduce((best, value, index) => (value > (logits[best] ?? NaN) ? index : best), 0);
}

import { NumericalError, StoppedError } from '../errors.js';
import { closestCounterexample } from './attack/closest.js';
import type { Found } from './attack/counterexample.js';
import { falsify } from './attack/falsify.js';
import type { Classifier } from './classifier.js';
import { linearEstimates } from './first-guess.js';
import { inputBall, type InputBall } from './input-ball.js';
import { Margins } from './margins.js';
import type { Explanation, InputResult, LimitingBound } from './result.js';
import type { CertifySettings } from './settings.js';
import { marginRows, otherClasses } from './specification.js';
import { stopper, type Hooks } from './stop.js';
import { chooseTargets } from './targets.js';

/**
 * Shows why the result of an input is what it is: the input, the linear lower bound of its limiting margin over the ball that was
 * decided, and the counterexample, which the attack, being deterministic, finds again. Each may take the time of an input
 * (`settings.timeoutSeconds`); what is not ready by then is left out.
 *
 * @throws DataError where the input does not fit the model.
 */
export function explain(
  classifier: Classifier,
  input: ArrayLike<number>,
  result: InputResult,
  settings: CertifySettings,
  hooks: Hooks,
): Explanation {
  const ball = inputBall(classifier, input, settings);
  const known = { classifier, ball, result, settings };
  return {
    values: Float64Array.from(input),
    bound: inTime(() => limitingBound(known, stopper(hooks, settings.timeoutSeconds))),
    found: inTime(() => counterexample(known, stopper(hooks, settings.timeoutSeconds))),
  };
}

interface Question {
  readonly classifier: Classifier;
  readonly ball: InputBall;
  readonly result: InputResult;
  readonly settings: CertifySettings;
}

/** Over the ball of the verdict, or of the certified radius. Plain intervals have no coefficients. */
function limitingBound({ classifier, ball, result, settings }: Question, checkpoint: () => void): LimitingBound | null {
  const { label, limitingClass, certifiedRadius } = result;
  const epsilon = settings.epsilon ?? certifiedRadius ?? 0;
  const { method, relaxation, kernel, threshold } = settings;
  if (label === null || limitingClass === null || result.status === 'misclassified' || !(epsilon > 0) || method === 'interval') return null;
  const margins = new Margins(classifier, marginRows(classifier, label, [limitingClass], threshold));
  const [bound] = margins.linearBounds(ball.region(epsilon), { method, relaxation, kernel, checkpoint });
  if (bound === undefined || !Number.isFinite(bound.constant)) return null;
  return { epsilon, class: limitingClass, coefficients: classifier.fromInternal(bound.coefficients), constant: bound.constant };
}

/** Looks where it was looked for the first time: with the same start, the attack goes the same way. */
function counterexample({ classifier, ball, result, settings }: Question, checkpoint: () => void): Explanation['found'] {
  const { label, index, attackedRadius, verdict, status } = result;
  if (label === null || status === 'misclassified' || !settings.attack) return null;
  const margins = (classes: readonly number[]): Margins => {
    return new Margins(classifier, marginRows(classifier, label, classes, settings.threshold));
  };
  const others = otherClasses(classifier, label);
  if (settings.epsilon === null) {
    if (typeof attackedRadius !== 'number' || attackedRadius === 0) return null;
    const targets = margins(chooseTargets(settings.target, others, [...margins(others).values(ball.centre)], index));
    return described(closestCounterexample(targets, ball, linearEstimates(targets, ball), checkpoint));
  }
  if (verdict !== 'falsified') return null;
  const open = (result.margins ?? []).filter(({ lower }) => !(lower !== null && lower > 0));
  const unproved = margins(open.map((margin) => margin.class));
  return described(falsify(unproved, ball, settings.epsilon, linearEstimates(unproved, ball), checkpoint).found);
}

function described(found: Found | null): Explanation['found'] {
  return found === null ? null : { ...found.counterexample, distance: found.distance };
}

function inTime<T>(act: () => T | null): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof NumericalError || (error instanceof StoppedError && error.code === 'TIMEOUT')) return null;
    throw error;
  }
}

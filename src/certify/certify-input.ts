import { CertifyError, StoppedError } from '../errors.js';
import type { Classifier } from './classifier.js';
import { nothingProved, type InputTask } from './certification.js';
import { examine, type Known } from './examine.js';
import type { InputResult } from './result.js';
import type { CertifySettings } from './settings.js';
import type { Hooks } from './stop.js';

/**
 * Certifies one input: the radius, or the verdict at `settings.epsilon`. Never throws for what goes wrong with one input: data that
 * do not fit, numerical faults and unforeseen errors give status `error`, an exceeded time status `timeout` with the last radius
 * proved; none of them is ever `certified`. The settings must have passed `checkSettings`.
 *
 * A misclassified input has radius 0 and is falsified at any epsilon. An input whose smallest margin is 0 within the error of its
 * evaluation (a tie) is neither certified nor falsified: radius 0, verdict `unknown`; at an epsilon, unless linear bounds, which round less, prove its ball.
 */
export function certifyInput(classifier: Classifier, task: InputTask, settings: CertifySettings, hooks: Hooks): InputResult {
  const started = hooks.now();
  const cpuStarted = hooks.cpu?.() ?? null;
  const known: Known = { label: task.label, prediction: null, cleanMargin: null };
  const finding = settle(classifier, task, settings, hooks, known);
  const cpuEnded = hooks.cpu?.() ?? null;
  return {
    index: task.index,
    ...known,
    ...finding,
    seconds: Math.max(hooks.now() - started, 0),
    cpuSeconds: cpuStarted === null || cpuEnded === null ? null : Math.max(cpuEnded - cpuStarted, 0),
  };
}

type Settled = Omit<InputResult, 'index' | 'seconds' | 'cpuSeconds' | keyof Known>;

function settle(classifier: Classifier, task: InputTask, settings: CertifySettings, hooks: Hooks, known: Known): Settled {
  const { epsilon } = settings;
  try {
    return examine(classifier, task, settings, hooks, known);
  } catch (error) {
    if (error instanceof StoppedError && error.code === 'TIMEOUT') {
      return { status: 'timeout', limitingClass: null, evaluations: 0, ...nothingProved(epsilon, 'unknown', 0) };
    }
    return {
      status: 'error',
      error: describeError(error),
      limitingClass: null,
      evaluations: 0,
      ...nothingProved(epsilon, 'unknown', null),
    };
  }
}

function describeError(error: unknown): NonNullable<InputResult['error']> {
  if (error instanceof CertifyError) {
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  return {
    code: 'INTERNAL_ERROR',
    message: error instanceof Error ? error.message : String(error),
    hint: 'this is a fault of cnn-cert; please report it with the model',
  };
}

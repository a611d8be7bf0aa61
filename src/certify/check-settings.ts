import { DataError, UsageError } from '../errors.js';
import type { Classifier } from './classifier.js';
import type { CertifySettings } from './settings.js';

const NORMS: readonly unknown[] = ['l1', 'l2', 'linf'];
const METHODS: readonly unknown[] = ['interval', 'crown-interval', 'cnn-cert'];
const RELAXATIONS: readonly unknown[] = ['adaptive', 'fastlin'];
const KERNELS: readonly unknown[] = ['f64', 'f32', 'auto'];
const TARGETS: readonly unknown[] = ['all', 'runner-up', 'least-likely', 'random'];

/**
 * Checks settings as a whole, before any input is touched, and against the model when one is given.
 *
 * @throws UsageError `BAD_EPSILON`, `BAD_PRECISION`, `BAD_CLIP`, `BAD_THRESHOLD`, `BAD_TIMEOUT`, `BAD_TARGET`, `BAD_OPTION`.
 * @throws DataError `BAD_WEIGHTS`.
 */
export function checkSettings(settings: CertifySettings, classifier: Classifier | null = null): void {
  checkChoices(settings);
  checkNumbers(settings);
  checkTarget(settings, classifier);
  checkWeights(settings.weights, classifier);
}

function checkChoices({ norm, method, relaxation, kernel }: CertifySettings): void {
  const choices: [string, unknown, readonly unknown[]][] = [
    ['norm', norm, NORMS],
    ['method', method, METHODS],
    ['relaxation', relaxation, RELAXATIONS],
    ['kernel', kernel, KERNELS],
  ];
  for (const [name, value, allowed] of choices) {
    require(allowed.includes(value), 'BAD_OPTION', `${name} '${String(value)}' is not known`, `choose one of ${allowed.join(', ')}`);
  }
}

function checkNumbers({ epsilon, precision, clip, threshold, timeoutSeconds }: CertifySettings): void {
  const validEpsilon = epsilon === null || (Number.isFinite(epsilon) && epsilon >= 0);
  require(validEpsilon, 'BAD_EPSILON', `epsilon is ${epsilon}`, 'epsilon must be a finite number >= 0, in the units of the input');
  const validPrecision = precision >= 1e-12 && precision <= 1;
  require(validPrecision, 'BAD_PRECISION', `the precision is ${precision}`, 'the relative precision of the radius must lie in [1e-12, 1]');
  const validClip = clip === null || (Number.isFinite(clip.lower) && Number.isFinite(clip.upper) && clip.lower <= clip.upper);
  require(validClip, 'BAD_CLIP', `the range is [${clip?.lower}, ${clip?.upper}]`, 'give two finite numbers, the smaller one first');
  require(threshold > 0 &&
    threshold < 1, 'BAD_THRESHOLD', `the threshold is ${threshold}`, 'the threshold is a probability: 0 < threshold < 1');
  const validTimeout = timeoutSeconds === null || timeoutSeconds > 0;
  require(validTimeout, 'BAD_TIMEOUT', `the timeout is ${timeoutSeconds} seconds`, 'the timeout must be a number > 0');
}

function checkTarget({ target }: CertifySettings, classifier: Classifier | null): void {
  const hint = `choose ${TARGETS.join(', ')}, or the number of a class`;
  const isClass = typeof target === 'number' && Number.isInteger(target) && target >= 0;
  require(isClass || TARGETS.includes(target), 'BAD_TARGET', `target '${target}' is not known`, hint);
  if (!isClass || classifier === null) return;
  const { classes } = classifier;
  require(target <
    classes, 'BAD_TARGET', `target class ${target} does not exist: the model has ${classes} classes`, `choose 0 to ${classes - 1}`);
}

function checkWeights(weights: Float64Array | null, classifier: Classifier | null): void {
  if (weights === null) return;
  const at = weights.findIndex((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (at >= 0) {
    throw new DataError('BAD_WEIGHTS', `weight ${at} of the ball is ${weights[at]}`, {
      hint: 'weights must be finite numbers >= 0; 0 fixes an element',
    });
  }
  if (classifier === null || weights.length === classifier.inputSize) return;
  throw new DataError('BAD_WEIGHTS', `the ball has ${weights.length} weights; the model's input has ${classifier.inputSize} elements`, {
    hint: 'give one weight per input element, in the shape of the input',
  });
}

function require(valid: boolean, code: string, message: string, hint: string): void {
  if (!valid) throw new UsageError(code, message, { hint });
}

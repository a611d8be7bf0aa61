import type { Classifier } from './classifier.js';
import type { CertifySettings } from './settings.js';

/** Multiply-adds that take a core about a second. */
const SECOND = 1e10;

/**
 * Whether several threads may help each other with one input: only rows of intermediate bounds are shared, and they can be few. A thread more is worth its start
 * from a second on.
 */
export function isTeamWork({ bounder }: Classifier, { method }: Pick<CertifySettings, 'method'>): boolean {
  return method === 'cnn-cert' && bounder.potential > SECOND;
}

/** Bound computations of a radius search, seldom more. */
const SEARCH = 20;
/** How often a bound computation sends back all rows of its specification: once for each choice of lines, and for mixes of them. */
const SWEEPS = 8;
/** What attacks take, in rows; one at a time, which read all weights, counts twice. */
const ATTACK = 2000;
/** What a bound computation takes however small the model is, and an evaluation: about 1 ms and 20 us. */
const [BOUNDS_AT_LEAST, ROW_AT_LEAST] = [1e7, 2e5];

/** Whether so many inputs are done in the time (a second) that somebody who presses Ctrl-C waits anyway: no thread of their own is worth its start then. */
export function isShortWork(
  { bounder, classes }: Classifier,
  { epsilon, attack }: Pick<CertifySettings, 'epsilon' | 'attack'>,
  inputs = 1,
): boolean {
  const { potential, rowWork } = bounder;
  const bounds = (potential + SWEEPS * classes * rowWork + BOUNDS_AT_LEAST) * (epsilon === null ? SEARCH : 1);
  return inputs * (bounds + (attack ? ATTACK * (rowWork + ROW_AT_LEAST) : 0)) <= SECOND;
}

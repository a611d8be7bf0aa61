import type { Classifier } from './classifier.js';
import type { CertifySettings } from './settings.js';

/** Multiply-adds of all rows of a net (about a second of a core) from which a thread more is worth its start. */
const WORTH_STARTING = 1e10;

/** Whether several threads may help each other with one input: only rows of intermediate bounds are shared, and they can be few. */
export function isTeamWork({ bounder }: Classifier, { method }: Pick<CertifySettings, 'method'>): boolean {
  return method === 'cnn-cert' && bounder.potential > WORTH_STARTING;
}

/** Multiply-adds (half a second of a core) up to which a computation may keep signals waiting. */
const SHORT = 5e9;
/** Bound computations of a radius search, seldom more. */
const SEARCH = 20;

/** Whether an input is done, at the most, in the time that somebody who presses Ctrl-C waits anyway: no thread of its own is worth its start then. */
export function isShortWork({ bounder }: Classifier, { epsilon }: Pick<CertifySettings, 'epsilon'>): boolean {
  return bounder.potential * (epsilon === null ? SEARCH : 1) <= SHORT;
}

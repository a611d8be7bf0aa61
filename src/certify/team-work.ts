import type { Classifier } from './classifier.js';
import type { CertifySettings } from './settings.js';

/** Multiply-adds of all rows of a net (about a second of a core) from which a thread more is worth its start. */
const WORTH_STARTING = 1e10;

/** Whether several threads may help each other with one input: only rows of intermediate bounds are shared, and they can be few. */
export function isTeamWork({ bounder }: Classifier, { method }: Pick<CertifySettings, 'method'>): boolean {
  return method === 'cnn-cert' && bounder.potential > WORTH_STARTING;
}

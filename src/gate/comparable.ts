import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors.js';
import type { CertifyReport } from '../report/schema.js';
import type { MaxDrop } from './config.js';
import { radiusStatistics } from './thresholds.js';
import { verdictAt } from './verdict-at.js';

const HINT = 'compare with a result of the same inputs and the same ball, or write a new one with cnn-cert gate --update-baseline';

/**
 * Makes sure that two results answer the same question of the same inputs: the model and the method may differ.
 *
 * @throws UsageError `BASELINE_MISMATCH`, and `BASELINE_LACKS` where the baseline does not have what it is asked for.
 */
export function checkComparable(report: CertifyReport, baseline: CertifyReport, maxDrop: MaxDrop, file: string): void {
  const mismatch = (what: string): never => {
    throw new UsageError('BASELINE_MISMATCH', `${file} ${what}`, { hint: HINT });
  };
  if (baseline.interrupted !== undefined) mismatch('is the result of a run that was interrupted');
  for (const [name, then, now] of questions(baseline, report)) {
    if (!isDeepStrictEqual(then, now)) mismatch(`has ${name} ${shown(then)}, this run has ${shown(now)}`);
  }
  const labels = new Map(baseline.inputs.map(({ index, label }) => [index, label]));
  const missing = report.inputs.find(({ index }) => !labels.has(index));
  if (missing !== undefined) mismatch(`has no input ${missing.index}`);
  if (labels.size !== report.inputs.length) mismatch(`has ${labels.size} inputs, this run has ${report.inputs.length}`);
  const given = report.data.labels === 'given';
  const changed = given ? report.inputs.find(({ index, label }) => labels.get(index) !== label) : undefined;
  if (changed !== undefined) mismatch(`has label ${labels.get(changed.index)} for input ${changed.index}, this run has ${changed.label}`);
  checkContent(baseline, maxDrop, file);
}

function questions(baseline: CertifyReport, report: CertifyReport): [name: string, then: unknown, now: unknown][] {
  const keys = ['norm', 'clip', 'mean', 'std', 'scale', 'target', 'threshold'] as const;
  return [
    ['input shape', baseline.model.inputShape, report.model.inputShape],
    ['classes', baseline.model.classes, report.model.classes],
    ['labels', baseline.data.labels, report.data.labels],
    ...keys.map((key): [string, unknown, unknown] => [key, baseline.settings[key], report.settings[key]]),
    ['weights of the ball', baseline.settings.epsilonWeights !== undefined, report.settings.epsilonWeights !== undefined],
  ];
}

function checkContent(baseline: CertifyReport, maxDrop: MaxDrop, file: string): void {
  const { certifiedAccuracy = [], lostCertificates = [], radius = {}, inputRadius } = maxDrop;
  const lacks = (what: string): never => {
    throw new UsageError('BASELINE_LACKS', `${file} does not tell ${what}`, {
      hint: 'write a new one with cnn-cert gate --update-baseline',
    });
  };
  for (const { at, key } of [...certifiedAccuracy, ...lostCertificates]) {
    // What ran out of time was asked, too.
    const open = baseline.inputs.find((input) => input.status !== 'timeout' && verdictAt(input, baseline.settings, at) === null);
    if (open !== undefined) lacks(`whether input ${open.index} is certified at epsilon ${key}`);
  }
  const asksRadii = radiusStatistics(radius).length > 0 || inputRadius !== undefined;
  if (asksRadii && baseline.settings.epsilon !== undefined) lacks('certified radii');
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

import { readFileSync } from 'node:fs';
import { DataError, UsageError } from '../errors.js';
import { readResult } from '../report/read-result.js';
import type { CertifyReport } from '../report/schema.js';
import { checkBaseline } from './baseline.js';
import { checkComparable } from './comparable.js';
import type { GateCheck } from './outcome.js';
import type { GateModelPlan } from './read-config.js';
import { checkThresholds } from './thresholds.js';

/**
 * All checks of a model, in the order of the config; `baseline`: null where it is about to be replaced.
 *
 * @throws UsageError `LABELS_NEEDED`, and what `checkComparable` throws.
 */
export function judge(plan: GateModelPlan, report: CertifyReport, baseline: CertifyReport | null): GateCheck[] {
  const { thresholds, unknown, place, config } = plan;
  if (report.data.labels === 'prediction' && needsLabels(plan)) {
    throw new UsageError('LABELS_NEEDED', `${config.data}: a clean accuracy needs labels, and there are none`, {
      hint: 'give them with the key labels; without them the predictions count as right',
    });
  }
  const checks = checkThresholds(report, thresholds, place.require, unknown);
  if (baseline === null || plan.baseline === null) return checks;
  const { file, maxDrop } = plan.baseline;
  checkComparable(report, baseline, maxDrop, file);
  return [...checks, ...checkBaseline(report, baseline, maxDrop, place.maxDrop, unknown)];
}

function needsLabels({ thresholds, baseline }: GateModelPlan): boolean {
  const classes = Object.values(thresholds.classes ?? {});
  return [thresholds, baseline?.maxDrop, ...classes].some((asked) => asked?.cleanAccuracy !== undefined);
}

const WRITE = 'write it with cnn-cert gate --update-baseline';

/**
 * The baseline of a model.
 *
 * @throws UsageError `BASELINE_NOT_FOUND`; DataError `RESULT_FILE`.
 */
export function readBaseline(file: string): CertifyReport {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('BASELINE_NOT_FOUND', `the baseline ${file} cannot be read (${reason})`, {
      hint: `${WRITE}, and keep it with the config`,
      cause,
    });
  }
  try {
    return readResult(text, file);
  } catch (cause) {
    // Its own hint is for results that certify has written.
    if (cause instanceof DataError) throw new DataError(cause.code, `the baseline ${cause.message}`, { hint: WRITE, cause });
    throw cause;
  }
}

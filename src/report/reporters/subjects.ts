import type { GateModel } from '../../gate/outcome.js';
import type { ReportedRun } from '../reporter.js';

/** The models of a run; without a gate each has its report, no error, no checks, and is named by its file. What failed as a whole is one of them, with its error. */
export function subjectsOf({ reports, gate, failure }: ReportedRun): readonly GateModel[] {
  if (failure !== undefined) return [{ name: failure.path, path: failure.path, report: null, error: failure.error, checks: [] }];
  return gate?.models ?? reports.map((report) => ({ name: report.model.path, path: report.model.path, report, error: null, checks: [] }));
}

/** `cnn-cert certify`: what was run. */
export function commandOf({ gate, failure }: ReportedRun): string {
  return `cnn-cert ${failure?.command ?? (gate === null ? 'certify' : 'gate')}`;
}

import type { GateModel } from '../../gate/outcome.js';
import type { ReportedRun } from '../reporter.js';

/** The models of a run; without a gate each has its report, no error, no checks, and is named by its file. */
export function subjectsOf({ reports, gate }: ReportedRun): readonly GateModel[] {
  return gate?.models ?? reports.map((report) => ({ name: report.model.path, path: report.model.path, report, error: null, checks: [] }));
}

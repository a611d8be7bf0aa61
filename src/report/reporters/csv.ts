import type { GateCheck, GateModel } from '../../gate/outcome.js';
import { csvTable, csvText, type CsvColumn } from '../csv.js';
import type { Reporter } from '../reporter.js';
import { modelErrorText } from './check-facts.js';
import { subjectsOf } from './subjects.js';

type Line = readonly [model: GateModel, check: GateCheck | null];

const COLUMNS: readonly CsvColumn<Line>[] = [
  ['model', ([{ name }]) => name],
  ['check', ([, check]) => check?.id ?? 'model'],
  ['label', ([, check]) => check?.label],
  ['epsilon', ([, check]) => check?.epsilon],
  ['class', ([, check]) => check?.class],
  ['status', ([, check]) => check?.status ?? 'error'],
  ['wanted', ([, check]) => check?.wanted.value],
  ['got', ([, check]) => check?.got?.value],
  ['baseline', ([, check]) => check?.baseline?.value],
  ['inputs', ([, check]) => check?.inputs.join(' ')],
  ['message', ([{ error }, check]) => check?.message ?? (error === null ? null : modelErrorText(error))],
];

/** One line an input; of a gate, one line a check, and one for a model that could not be judged; of a run that failed just that one. */
export function csvReporter(): Reporter {
  return {
    name: 'csv',
    write(run) {
      const { reports, gate, failure } = run;
      if (gate === null && failure === undefined) return csvText(reports.flatMap(({ inputs }) => inputs));
      return csvTable(
        COLUMNS,
        subjectsOf(run).flatMap((model): Line[] => [
          ...(model.error === null ? [] : [[model, null] as const]),
          ...model.checks.map((check) => [model, check] as const),
        ]),
      );
    },
  };
}

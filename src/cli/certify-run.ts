import type { InputResult } from '../certify/result.js';
import { csvText } from '../report/csv.js';
import type { Details } from '../report/details.js';
import { inputReport, jsonText } from '../report/json.js';
import { createProgress } from '../report/progress.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { cpuSeconds } from '../run/certify-task.js';
import { InOrder } from '../run/in-order.js';
import type { Session } from './certify-command.js';
import type { CleanPass } from './clean-pass.js';
import { explainExamples } from './explain-run.js';
import { certifyInputs } from './job.js';
import { counterexampleSaver, writeOutput } from './output-files.js';
import { createPresenter } from './presenter.js';
import { buildReport, usageSince } from './report-builder.js';

/** A finished input: its result, and what is shown of it. */
interface Finished {
  readonly result: InputResult;
  readonly report: InputReport;
}

/** Certifies all inputs, shows each as it is done, and writes the files that were asked for. Returns what was done, if interrupted. */
export async function certifyAll(session: Session, head: RunHead, clean: CleanPass, stop: AbortSignal): Promise<CertifyReport> {
  const { args, io, job } = session;
  const start = { seconds: io.now(), cpu: cpuSeconds() };
  const presenter = createPresenter(args, io);
  const progress = createProgress(io.stderr.isTTY ? io.stderr : null);
  const finish = finisher(session);
  const finished: Finished[] = [];
  const ordered = new InOrder<Finished>((item) => {
    finished.push(item);
    progress.clear();
    presenter.row(item.report);
  });
  let done = 0;
  const onResult = (position: number, result: InputResult): void => {
    ordered.put(position, finish(result));
    progress.update(++done, head.requested, io.now() - start.seconds);
  };
  presenter.begin(head);
  progress.update(0, head.requested, 0);
  const workers = { settings: job.settings, workers: head.settings.threads, inThread: io.inThread, stop };
  await certifyInputs(job, clean.inputs, { ...workers, onResult });
  ordered.flush();
  progress.clear();
  const results = finished.map(({ result }) => result);
  const details = await explainExamples(job, results, args.details, workers);
  const report = buildReport(head, results, finished.map((item) => withDetails(item.report, details)), usageSince(start, io.now())); // prettier-ignore
  presenter.end(report);
  writeFiles(session, report);
  return report;
}

function withDetails(report: InputReport, all: ReadonlyMap<number, Details>): InputReport {
  const details = all.get(report.index);
  return details === undefined ? report : { ...report, details };
}

/** Makes of a result what is kept of it: the point of a counterexample goes into a file, or away. */
function finisher({ args, job: { model, inputs } }: Session): (result: InputResult) => Finished {
  const { saveCounterexamples: folder } = args;
  const save = folder === undefined ? null : counterexampleSaver(folder, model.graph.input.shape);
  return (result) => {
    const { counterexample, ...kept } = result;
    const path = save === null || counterexample === undefined ? null : save(result.index, counterexample);
    return { result: kept, report: inputReport(result, inputs.name(result.index), path) };
  };
}

function writeFiles({ args }: Session, report: CertifyReport): void {
  if (args.result !== undefined) writeOutput(args.result, jsonText(report));
  if (args.csv !== undefined && args.csv !== '-') writeOutput(args.csv, csvText(report.inputs));
}

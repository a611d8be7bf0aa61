import type { InputResult } from '../certify/result.js';
import type { Details } from '../report/details.js';
import { inputReport } from '../report/json.js';
import { createProgress } from '../report/progress.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { cpuSeconds } from '../run/certify-task.js';
import { InOrder } from '../run/in-order.js';
import type { Journal } from '../run/journal.js';
import type { Session } from './certify-command.js';
import type { CleanPass } from './clean-pass.js';
import { explainExamples } from './explain-run.js';
import { certifyInputs } from './job.js';
import { note } from './note.js';
import { counterexampleSaver } from './output-files.js';
import { silentPresenter, textPresenter } from './presenter.js';
import { buildReport, usageSince } from './report-builder.js';
import { openCache } from './stores.js';
import { VERSION } from './version.js';

/** A finished input: its result, and what is shown of it. */
interface Finished {
  readonly result: InputResult;
  readonly report: InputReport;
}

/**
 * Certifies all inputs that the journal does not hold, shows each as it is done, and writes the files that were asked for. Returns what
 * was done, if interrupted.
 */
export async function certifyAll(
  session: Session,
  head: RunHead,
  clean: CleanPass,
  journal: Journal | null,
  stop: AbortSignal,
): Promise<CertifyReport> {
  const { args, io, job, outputs } = session;
  const start = { seconds: io.now(), cpu: cpuSeconds() };
  const presenter = outputs.standard === 'text' ? textPresenter(io.stdout, outputs.style) : silentPresenter;
  const known = journal?.results ?? new Map<number, InputResult>();
  const progress = createProgress(io.stderr.isTTY ? io.stderr : null, known.size);
  const finish = finisher(session);
  const finished: Finished[] = [];
  const ordered = new InOrder<Finished>((item) => {
    finished.push(item);
    progress.clear();
    presenter.row(item.report);
  });
  let done = known.size;
  const remaining = clean.inputs.map((input, position) => ({ ...input, position })).filter(({ index }) => !known.has(index));
  const onResult = (task: number, result: InputResult): void => {
    const { hash, position } = at(remaining, task);
    const item = finish(result);
    journal?.append(hash(), result);
    ordered.put(position, item);
    progress.update(++done, head.requested, io.now() - start.seconds);
  };
  presenter.begin(head);
  for (const [position, { index }] of clean.inputs.entries()) {
    const result = known.get(index);
    if (result !== undefined) ordered.put(position, finish(result));
  }
  const tell = (text: string): void => {
    progress.clear();
    note(io, text);
  };
  progress.update(done, head.requested, 0);
  const workers = { settings: job.settings, workers: head.settings.threads, inThread: io.inThread, stop };
  const cache = openCache(args.cache, io.env, job, job.settings, tell);
  await certifyInputs(job, remaining, { ...workers, cache, onResult });
  ordered.flush();
  progress.clear();
  const results = finished.map(({ result }) => result);
  const details = await explainExamples(job, results, args.details, workers);
  const report = buildReport(head, results, finished.map((item) => withDetails(item.report, details)), usageSince(start, io.now())); // prettier-ignore
  presenter.end(report);
  await outputs.write({ version: VERSION, reports: [report], gate: null });
  return report;
}

function withDetails(report: InputReport, all: ReadonlyMap<number, Details>): InputReport {
  const details = all.get(report.index);
  return details === undefined ? report : { ...report, details };
}

function at<T>(list: readonly T[], position: number): T {
  const item = list[position];
  if (item === undefined) throw new RangeError(`no item ${position}`);
  return item;
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

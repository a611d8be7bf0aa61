import type { InputResult } from '../certify/result.js';
import { csvText } from '../report/csv.js';
import { inputReport, jsonText } from '../report/json.js';
import { createProgress } from '../report/progress.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { cpuSeconds } from '../run/certify-task.js';
import { inThread } from '../run/in-thread.js';
import { InOrder } from '../run/in-order.js';
import type { TaskList } from '../run/plan.js';
import { runTasks } from '../run/pool.js';
import type { RunWorker } from '../run/run-worker.js';
import { startThread } from '../run/thread.js';
import type { Session } from './certify-command.js';
import type { CleanInput, CleanPass } from './clean-pass.js';
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
  const { args, io } = session;
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
  const workers = head.settings.threads;
  await runTasks(taskList(session, clean.inputs), {
    workers,
    start: workerStarter(session, workers),
    onResult,
    stop,
  });
  ordered.flush();
  progress.clear();
  const results = finished.map(({ result }) => result);
  const report = buildReport(head, results, finished.map((item) => item.report), usageSince(start, io.now())); // prettier-ignore
  presenter.end(report);
  writeFiles(session, report);
  return report;
}

/** Even one worker is a thread of its own: this one stays free to serve signals. */
function workerStarter({ io, shared, classifier, settings }: Session, workers: number): () => RunWorker {
  if (workers === 1 && io.inThread) return () => inThread(classifier, settings);
  return () => startThread({ model: shared, settings, countCpu: workers === 1 });
}

function taskList({ inputs }: Session, list: readonly CleanInput[]): TaskList {
  const at = (position: number): CleanInput => {
    const item = list[position];
    if (item === undefined) throw new RangeError(`no task ${position}`);
    return item;
  };
  const head = (position: number): { index: number; label: number | null } => ({ index: at(position).index, label: at(position).label });
  return {
    count: list.length,
    head,
    task(position) {
      if (at(position).error !== null) throw at(position).error;
      return { ...head(position), input: inputs.input(at(position).index) };
    },
  };
}

/** Makes of a result what is kept of it: the point of a counterexample goes into a file, or away. */
function finisher({ args, model, inputs }: Session): (result: InputResult) => Finished {
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

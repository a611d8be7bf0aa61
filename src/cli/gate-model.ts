import type { InputResult } from '../certify/result.js';
import type { Question } from '../gate/question.js';
import type { ModelConfig } from '../gate/config.js';
import { verdictAt } from '../gate/verdict-at.js';
import { inputReport } from '../report/json.js';
import { createProgress } from '../report/progress.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import { cpuSeconds } from '../run/certify-task.js';
import { cleanPass, type CleanInput } from './clean-pass.js';
import { argumentsOf, type Resources } from './gate-arguments.js';
import type { CliIo } from './io.js';
import { certifyInputs, headOf, isGuessing, prepareJob, threadsOf, type Job } from './job.js';
import { note } from './note.js';
import { buildReport, usageSince } from './report-builder.js';
import { openCache } from './stores.js';

/** What a model is run with. */
export interface ModelRun {
  readonly config: ModelConfig;
  readonly question: Question;
  readonly resources: Resources;
  readonly io: CliIo;
  readonly stop: AbortSignal;
}

/** One input and what is known of it so far. */
interface Row {
  readonly clean: CleanInput;
  /** The first pass came to its end. */
  readonly complete: boolean;
  result: InputResult;
  report: InputReport;
}

/**
 * Answers a question about a model: radii, or verdicts at an epsilon; where radii leave open what holds at an epsilon, it is decided by a verdict at just that. A radius that
 * ends below an epsilon, by its precision, says nothing against it. Null when stopped before any input was certified. Throws whatever keeps it from starting.
 */
export async function runModel(run: ModelRun): Promise<CertifyReport | null> {
  const { config, question, resources, io, stop } = run;
  const job = prepareJob(argumentsOf(config, firstEpsilon(question), resources), io.threads);
  const clean = await cleanPass(job.inputs, job.classifier, job.settings.threshold, stop, () => io.now());
  if (clean === null) return null;
  if (isGuessing(job, clean)) {
    const { correct, inputs } = clean;
    note(io, `${config.model}: ${correct} of ${inputs.length} inputs are classified correctly, which is no better than guessing`);
  }
  const { used } = threadsOf(job, clean.inputs.length, io.threads);
  const head = headOf(job, clean, used);
  const start = { seconds: io.now(), cpu: cpuSeconds() };
  const rows = await firstPass(run, job, clean.inputs, used);
  if (question.radii) await epsilonPasses(run, job, rows, used);
  const results = rows.map(({ result }) => result);
  const reports = rows.map((row) => withVerdicts(row.report, question, head.settings));
  const report = buildReport(head, results, reports, usageSince(start, io.now()));
  return { ...report, summary: { ...report.summary, certifiedAccuracy: accuracies(report, question) } };
}

/** Where only the clean accuracy is asked for, a ball without extent is enough. */
function firstEpsilon({ epsilons, radii }: Question): number | null {
  return radii ? null : (epsilons[0] ?? 0);
}

async function firstPass(run: ModelRun, job: Job, list: readonly CleanInput[], workers: number): Promise<Row[]> {
  const rows = new Map<number, Row>();
  await pass(run, job, list, workers, null, (position, result) => {
    const clean = list[position];
    if (clean !== undefined) rows.set(position, { clean, complete: result.status === 'ok', result, report: reportOf(result, job) });
  });
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
}

/** Decides what radii leave open, the largest epsilon first: what is certified there is certified at all smaller ones. */
async function epsilonPasses(run: ModelRun, job: Job, rows: readonly Row[], workers: number): Promise<void> {
  for (const epsilon of run.question.epsilons.toReversed()) {
    const open = rows.filter(({ complete, report }) => complete && report.status !== 'error' && verdictAt(report, {}, epsilon) === null);
    const list = open.map(({ clean }) => clean);
    await pass(run, job, list, workers, epsilon, (position, result) => {
      const row = open[position];
      if (row !== undefined) addVerdict(row, result, epsilon);
    });
  }
}

/** Certifies some inputs at an epsilon, or as the job says. */
async function pass(
  { io, stop }: ModelRun,
  job: Job,
  list: readonly CleanInput[],
  workers: number,
  epsilon: number | null,
  onResult: (position: number, result: InputResult) => void,
): Promise<void> {
  if (list.length === 0 || stop.aborted) return;
  const progress = createProgress(io.stderr.isTTY ? io.stderr : null);
  const started = io.now();
  let done = 0;
  const settings = epsilon === null ? job.settings : { ...job.settings, epsilon };
  progress.update(0, list.length, 0);
  const cache = openCache(undefined, io.env, job, settings, (text) => {
    progress.clear();
    note(io, text);
  });
  await certifyInputs(job, list, {
    settings,
    cache,
    workers: Math.min(workers, list.length),
    inThread: io.inThread,
    stop,
    onResult(position, { counterexample: _, ...result }) {
      onResult(position, result);
      progress.update(++done, list.length, io.now() - started);
    },
  });
  progress.clear();
}

/** The result of an input at an epsilon, beside its radius. What went wrong there went wrong with the input. */
function addVerdict(row: Row, at: InputResult, epsilon: number): void {
  const { result, report } = row;
  const spent = {
    ...(at.status === 'error' || at.status === 'timeout' ? { status: at.status } : {}),
    ...(at.error === undefined ? {} : { error: { ...at.error } }),
    seconds: result.seconds + at.seconds,
    cpuSeconds: result.cpuSeconds === null || at.cpuSeconds === null ? null : result.cpuSeconds + at.cpuSeconds,
    evaluations: result.evaluations + at.evaluations,
  };
  row.result = { ...result, ...spent };
  row.report = { ...report, ...spent, verdicts: [...(report.verdicts ?? []), { epsilon, verdict: at.verdict ?? 'unknown' }] };
}

function reportOf(result: InputResult, { inputs }: Job): InputReport {
  return inputReport(result, inputs.name(result.index), null);
}

/** Beside its radius, an input tells what holds at each epsilon of the question. */
function withVerdicts(input: InputReport, { epsilons, radii }: Question, settings: CertifyReport['settings']): InputReport {
  if (!radii || input.status === 'error' || epsilons.length === 0) return input;
  return { ...input, verdicts: epsilons.map((epsilon) => ({ epsilon, verdict: verdictAt(input, settings, epsilon) ?? 'unknown' })) };
}

/** Certified accuracies at the epsilons of the question, between those that every report has. */
function accuracies({ inputs, settings, summary }: CertifyReport, { epsilons }: Question): CertifyReport['summary']['certifiedAccuracy'] {
  const share = (epsilon: number): number =>
    inputs.filter((input) => verdictAt(input, settings, epsilon) === 'certified').length / Math.max(inputs.length, 1);
  const others = summary.certifiedAccuracy.filter(({ epsilon }) => !epsilons.includes(epsilon));
  return [...others, ...epsilons.map((epsilon) => ({ epsilon, value: share(epsilon) }))].sort((a, b) => a.epsilon - b.epsilon);
}

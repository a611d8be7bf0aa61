import { checkSettings } from '../certify/check-settings.js';
import type { Classifier } from '../certify/classifier.js';
import type { InputResult } from '../certify/result.js';
import { type CertifySettings, usesSingles } from '../certify/settings.js';
import { isShortWork, isTeamWork } from '../certify/team-work.js';
import type { Graph } from '../graph/graph.js';
import type { RunHead } from '../report/text.js';
import { collectGarbage } from '../run/collect-garbage.js';
import { inThread } from '../run/in-thread.js';
import { later } from '../run/later.js';
import type { MemoryPlan } from '../run/memory-plan.js';
import type { ModelSource, TaskList } from '../run/plan.js';
import { runTasks } from '../run/pool.js';
import type { RunWorker } from '../run/run-worker.js';
import { modelHash } from '../run/identity.js';
import { cachingWorker } from '../run/caching-worker.js';
import type { ResultCache } from '../run/cache.js';
import { shareClassifier, type SharedModel } from '../run/shared-model.js';
import { startThread } from '../run/thread.js';
import type { CertifyArguments } from './certify-options.js';
import type { CleanInput, CleanPass } from './clean-pass.js';
import { openInputs, type InputSet } from './input-set.js';
import { memoryPlanOf, weightBytes } from './memory.js';
import { readModelFile, type ModelFile } from './model-file.js';
import { normalisationOf, reportedSettings, settingsOf } from './settings.js';
import type { OutputArguments } from './outputs.js';
import { reportedShard } from './stores.js';

/** What is certified and how, whoever asks for it and wherever the result goes. */
export type JobArguments = Omit<
  CertifyArguments,
  'data' | 'minCleanAccuracy' | keyof OutputArguments | 'saveCounterexamples' | 'details' | 'journal' | 'resume' | 'cache' | 'debug'
> & { readonly data: string };

/** A model, inputs and settings made ready: everything read and checked. */
export interface Job {
  readonly args: JobArguments;
  /** Its graph on the weights of the engine: what was read of a large model is not kept. */
  readonly model: Omit<ModelFile, 'source'>;
  /** Of the file, and of what its graph is made with. */
  readonly modelHash: () => string;
  readonly classifier: Classifier;
  /** The same for other threads. */
  readonly shared: SharedModel;
  readonly inputs: InputSet;
  readonly settings: CertifySettings;
  readonly memory: MemoryPlan;
  /** Threads without inputs help the others. */
  readonly team: boolean;
}

/** How the inputs of a job are certified. */
export interface JobRun {
  readonly settings: CertifySettings;
  readonly workers: number;
  /** One worker may be this thread, which serves no signals meanwhile. */
  readonly inThread: boolean;
  /** Of results with these settings; null: none. */
  readonly cache: ResultCache | null;
  readonly stop: AbortSignal;
  /** Position in the list, and its result, in order of completion. */
  readonly onResult: (position: number, result: InputResult) => void;
}

/** Bytes of weights from which on the copies that reading a model leaves, and its file, are worth the time of giving them back. */
const LARGE = 4 * 2 ** 20;

/** Reads and checks all that a run needs; `threads`: where the arguments do not tell. Throws whatever keeps it from starting. */
export function prepareJob(args: JobArguments, threads: number): Job {
  const job = readJob(args, threads);
  if (isLarge(job.model.graph)) collectGarbage();
  return job;
}

function isLarge(graph: Graph): boolean {
  return weightBytes(graph) > LARGE;
}

/** Of the file and of its external data, however little of them is used. */
function bytesRead({ bytes, external }: ModelSource): number {
  return external.reduce((sum, piece) => sum + piece.bytes.byteLength, bytes.byteLength);
}

function readJob(args: JobArguments, threads: number): Job {
  const model = readModelFile(args, normalisationOf(args));
  const memory = memoryPlanOf(args, model, args.threads ?? threads);
  const settings = settingsOf(args, model.graph.input.shape);
  const { classifier, model: shared } = shareClassifier(model.graph, { most: memory.engineBytes, singles: usesSingles(settings) });
  const { graph } = classifier;
  const inputs = openInputs(args, graph.input.shape, classifier.classes);
  checkSettings(settings, classifier);
  const { path, sha256 } = model;
  const hash = later(() => modelHash(model.source, sha256()));
  // What it is made of is not kept.
  if (isLarge(graph) || bytesRead(model.source) > LARGE) hash();
  const team = memory.threads > 1 && isTeamWork(classifier, settings);
  return { args, model: { path, sha256, graph }, modelHash: hash, classifier, shared, inputs, settings, memory, team };
}

/** Threads that a job would take for so many inputs (one where they are done before others have started), and those that its memory allows. */
export function threadsOf(
  { args, memory, team, classifier, settings }: Job,
  inputs: number,
  threads: number,
): { readonly wanted: number; readonly used: number } {
  const most = args.threads ?? (isShortWork(classifier, settings, inputs) ? 1 : threads);
  const wanted = Math.max(1, Math.min(most, team ? Infinity : inputs));
  return { wanted, used: Math.min(wanted, memory.threads) };
}

/** Whether a model does no better than guessing: wrong preprocessing or labels, most likely. Of few inputs, nothing is said. */
export function isGuessing({ classifier, inputs }: Job, clean: CleanPass): boolean {
  const readable = clean.inputs.filter(({ prediction }) => prediction !== null).length;
  return inputs.hasLabels && readable >= 10 && clean.correct * classifier.classes <= 1.5 * readable;
}

/** Certifies some of the inputs of a job. */
export async function certifyInputs(job: Job, list: readonly CleanInput[], run: JobRun): Promise<void> {
  const { workers, stop, onResult, cache } = run;
  const start = workerStarter(job, run, list.length);
  const cached = cache === null ? start : () => cachingWorker(cache, start);
  await runTasks(taskList(job, list), { workers, team: job.team, start: cached, onResult, stop });
}

/** Even one worker is a thread of its own, as this one stays free to serve signals; not for inputs that are done in no time. */
export function workerStarter({ shared, classifier, team }: Job, run: Omit<JobRun, 'onResult' | 'cache'>, inputs: number): () => RunWorker {
  const { settings, workers } = run;
  const here = run.inThread || isShortWork(classifier, settings, inputs);
  if (workers === 1 && here) return () => inThread(classifier, settings);
  return () => startThread({ model: shared, settings, countCpu: workers === 1 || inputs === 1, team: team && workers > 1 });
}

function taskList({ inputs }: Job, list: readonly CleanInput[]): TaskList {
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

/** What a report says of a job before any input is certified; its hashes are made where they are read. */
export function headOf(job: Job, clean: CleanPass, threads: number): RunHead {
  const { args, model, classifier, inputs } = job;
  const shard = reportedShard(job, clean);
  const { graph, path, sha256 } = model;
  const { opset, input, stripped, notices } = graph;
  return {
    model: {
      path,
      get sha256() {
        return sha256();
      },
      opset,
      inputShape: [...input.shape],
      classes: classifier.classes,
      stripped: [...stripped],
      notices: [...notices],
    },
    data: {
      path: inputs.path,
      kind: inputs.kind,
      items: inputs.items,
      labels: inputs.hasLabels ? 'given' : 'prediction',
      get sha256() {
        return clean.sha256();
      },
      range: clean.range === null ? null : [...clean.range],
    },
    settings: reportedSettings(args, classifier.binary, threads, graph.noise),
    ...(shard === undefined ? {} : { shard }),
    requested: inputs.indices.length,
    correct: clean.correct,
    extent: {
      lastIndex: inputs.indices.at(-1) ?? 0,
      longestName: inputs.indices.reduce((longest, index) => Math.max(longest, inputs.name(index)?.length ?? 0), 0),
    },
  };
}

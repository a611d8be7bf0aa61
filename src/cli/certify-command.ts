import { checkSettings } from '../certify/check-settings.js';
import type { Classifier } from '../certify/classifier.js';
import type { CertifySettings } from '../certify/settings.js';
import { DataError, UsageError } from '../errors.js';
import { choosePaint } from '../report/paint.js';
import type { CertifyReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { onInterrupt } from '../run/interrupt.js';
import type { MemoryPlan } from '../run/memory-plan.js';
import { shareClassifier, type SharedModel } from '../run/shared-model.js';
import type { CertifyArguments } from './certify-options.js';
import { certifyAll } from './certify-run.js';
import { cleanPass, type CleanPass } from './clean-pass.js';
import { errorText } from './errors.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { openInputs, type InputSet } from './input-set.js';
import type { CliIo } from './io.js';
import { memoryPlanOf } from './memory.js';
import { readModelFile, type ModelFile } from './model-file.js';
import { checkWritable } from './output-files.js';
import { normalisationOf, reportedSettings, settingsOf } from './settings.js';

/** A run made ready: everything read and checked. */
export interface Session {
  readonly args: CertifyArguments & { readonly data: string };
  readonly io: CliIo;
  readonly model: Omit<ModelFile, 'source'>;
  readonly classifier: Classifier;
  /** The same for other threads. */
  readonly shared: SharedModel;
  readonly inputs: InputSet;
  readonly settings: CertifySettings;
  readonly memory: MemoryPlan;
}

/** Certifies inputs of a model. Throws whatever keeps it from starting. */
export async function certifyCommand(args: CertifyArguments, io: CliIo): Promise<ExitCode> {
  const session = prepare(args, io);
  const interrupt = onInterrupt(io.signals);
  try {
    return await runSession(session, interrupt.signal);
  } finally {
    interrupt.dispose();
  }
}

function prepare(given: CertifyArguments, io: CliIo): Session {
  const { data } = given;
  if (data === undefined) throw new UsageError('USAGE', 'certify needs inputs', { hint: 'give them with --data FILE' });
  const args = { ...given, data };
  checkOutputs(args);
  const model = readModelFile(args, normalisationOf(args));
  const memory = memoryPlanOf(args, model, args.threads ?? io.threads);
  const { classifier, model: shared } = shareClassifier(model.graph, memory.engineBytes);
  const inputs = openInputs(args, model.graph.input.shape, classifier.classes);
  const settings = settingsOf(args, model.graph.input.shape);
  checkSettings(settings, classifier);
  return { args, io, model, classifier, shared, inputs, settings, memory };
}

function checkOutputs({ json, csv, result }: CertifyArguments): void {
  if (json === true && csv === '-') {
    throw new UsageError('OPTION_VALUE', '--json and --csv - both want the standard output', {
      hint: 'write one of them to a file: --csv FILE',
    });
  }
  for (const path of [csv, result]) if (path !== undefined && path !== '-') checkWritable(path);
}

async function runSession(session: Session, stop: AbortSignal): Promise<ExitCode> {
  const { args, io, model, classifier, inputs, settings } = session;
  if (args.json !== true) for (const notice of model.graph.notices) note(io, notice);
  const clean = await cleanPass(inputs, classifier, settings.threshold, stop, () => io.now());
  if (clean === null) {
    io.stderr.write('interrupted before any input was certified\n');
    return EXIT.interrupted;
  }
  judgePreprocessing(session, clean);
  const wanted = Math.max(1, Math.min(args.threads ?? io.threads, clean.inputs.length));
  const threads = Math.min(wanted, session.memory.threads);
  if (threads < wanted && args.json !== true) note(io, `${threads} of ${wanted} threads are used, to stay below --max-memory`);
  const report = await certifyAll(session, headOf(session, clean, threads), clean, stop);
  reportErrors(session, report);
  return exitCodeFor(report);
}

function headOf({ args, model, classifier, inputs }: Session, clean: CleanPass, threads: number): RunHead {
  const { graph, path, sha256 } = model;
  const { opset, input, stripped, notices } = graph;
  return {
    model: {
      path,
      sha256,
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
      range: clean.range === null ? null : [...clean.range],
    },
    settings: reportedSettings(args, classifier.binary, threads, graph.noise),
    requested: inputs.indices.length,
    correct: clean.correct,
    extent: {
      lastIndex: inputs.indices.at(-1) ?? 0,
      longestName: inputs.indices.reduce((longest, index) => Math.max(longest, inputs.name(index)?.length ?? 0), 0),
    },
  };
}

/** A clean accuracy that is too low means that the numbers to come say nothing about the model. */
function judgePreprocessing(session: Session, { correct, inputs }: CleanPass): void {
  const { args, classifier } = session;
  const total = inputs.length;
  const hint = 'check --scale, --mean, --std, --layout and the labels';
  if (args.minCleanAccuracy !== undefined && !session.inputs.hasLabels) {
    throw new UsageError('OPTION_VALUE', '--min-clean-accuracy needs labels', { hint: 'give them with --labels' });
  }
  if (correct < (args.minCleanAccuracy ?? 0) * total) {
    throw new DataError(
      'CLEAN_ACCURACY',
      `${correct} of ${total} inputs are classified correctly, less than --min-clean-accuracy ${args.minCleanAccuracy}`,
      { hint },
    );
  }
  const readable = inputs.filter(({ prediction }) => prediction !== null).length;
  if (session.inputs.hasLabels && readable >= 10 && correct * classifier.classes <= 1.5 * readable) {
    note(session.io, `${correct} of ${total} inputs are classified correctly, which is no better than guessing: ${hint}`);
  }
}

function note({ stderr, env }: CliIo, text: string): void {
  stderr.write(`${choosePaint(stderr.isTTY, env)('note:', 'doubtful')} ${text}\n`);
}

/** One message for each kind of error, however many inputs it struck. */
function reportErrors({ io }: Session, { inputs, interrupted }: CertifyReport): void {
  const struck = new Map<string, { text: string; indices: number[] }>();
  for (const { index, error } of inputs) {
    if (error === undefined) continue;
    const first = struck.get(error.code) ?? { text: errorText(error.code, `input ${index}: ${error.message}`, error.hint), indices: [] };
    struck.set(error.code, { ...first, indices: [...first.indices, index] });
  }
  for (const { text, indices } of struck.values()) {
    const others = indices.length - 1;
    io.stderr.write(others === 0 ? text : `${text}(and ${others} more input${others === 1 ? '' : 's'} with this error)\n`);
  }
  if (interrupted === undefined) return;
  io.stderr.write(`interrupted: ${interrupted.finished} of ${interrupted.requested} inputs are done, the others are left out\n`);
}

function exitCodeFor({ inputs, interrupted }: CertifyReport): ExitCode {
  if (interrupted !== undefined) return EXIT.interrupted;
  return inputs.every(({ status }) => status === 'error') ? EXIT.invalid : EXIT.done;
}

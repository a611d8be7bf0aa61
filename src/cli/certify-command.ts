import { DataError, UsageError } from '../errors.js';
import { errorText } from '../report/failure.js';
import type { CertifyReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { onInterrupt } from '../run/interrupt.js';
import { checkJournal, type Journal } from '../run/journal.js';
import type { CertifyArguments } from './certify-options.js';
import { certifyAll } from './certify-run.js';
import { cleanPass, type CleanPass } from './clean-pass.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { headOf, isGuessing, prepareJob, threadsOf, type Job } from './job.js';
import { note } from './note.js';
import { checkWritable, readsOf } from './output-files.js';
import { Outputs } from './outputs.js';
import { reportingFailure, writeFailure } from './report-failure.js';
import { openJournalOf } from './stores.js';

/** A run made ready: everything read and checked. */
export interface Session {
  readonly args: CertifyArguments;
  readonly io: CliIo;
  readonly job: Job;
  readonly outputs: Outputs;
}

/** Certifies inputs of a model. Throws whatever keeps it from starting, which the outputs tell of too. */
export async function certifyCommand(args: CertifyArguments, io: CliIo): Promise<ExitCode> {
  const outputs = new Outputs(args, io, [...readsOf(args), args.journal]);
  return reportingFailure(outputs, { command: 'certify', path: args.model }, async () => {
    const session = prepare(args, io, outputs);
    const interrupt = onInterrupt(io.signals);
    try {
      return await runSession(session, interrupt.signal);
    } finally {
      interrupt.dispose();
    }
  });
}

function prepare(args: CertifyArguments, io: CliIo, outputs: Outputs): Session {
  const { data } = args;
  if (data === undefined) throw new UsageError('USAGE', 'certify needs inputs', { hint: 'give them with --data FILE' });
  checkJournalOf(args);
  return { args, io, outputs, job: prepareJob({ ...args, data }, io.threads) };
}

function checkJournalOf({ journal, resume }: CertifyArguments): void {
  if (journal === undefined) {
    if (resume === true) throw new UsageError('USAGE', '--resume goes on with a journal', { hint: 'name it with --journal FILE' });
    return;
  }
  checkJournal(journal, resume === true);
  checkWritable(journal);
}

async function runSession(session: Session, stop: AbortSignal): Promise<ExitCode> {
  const { args, io, job, outputs } = session;
  const quiet = outputs.standard === 'json';
  if (!quiet) for (const notice of job.model.graph.notices) note(io, notice);
  const clean = await cleanPass(job.inputs, job.classifier, job.settings.threshold, stop, () => io.now());
  if (clean === null) {
    const message = 'interrupted before any input was certified';
    io.stderr.write(`${message}\n`);
    const error = { code: 'INTERRUPTED', message, hint: null };
    await writeFailure(outputs, { command: 'certify', path: args.model, error, exitCode: EXIT.interrupted });
    return EXIT.interrupted;
  }
  judgePreprocessing(session, clean);
  const { wanted, used } = threadsOf(job, clean.inputs.length, io.threads);
  if (used < wanted && !quiet) note(io, `${used} of ${wanted} threads are used, to stay below --max-memory`);
  const journal = openJournalOf(args, job, clean);
  tellOfJournal(session, journal);
  const report = await certifyAll(session, headWith(headOf(job, clean, used), args.details), clean, journal, stop).finally(() =>
    journal?.close(),
  );
  reportErrors(session, report);
  return exitCodeFor(report);
}

/** A shard says how many details it kept, so that shards can be merged. */
function headWith(head: RunHead, details: number): RunHead {
  return head.shard === undefined ? head : { ...head, shard: { ...head.shard, details } };
}

function tellOfJournal({ outputs, io, job }: Session, journal: Journal | null): void {
  if (journal === null || outputs.standard === 'json') return;
  const { results, torn } = journal;
  if (torn) note(io, 'the last line of the journal was not finished, and is dropped');
  if (results.size > 0) note(io, `${results.size} of ${job.inputs.indices.length} inputs are in the journal already`);
}

/** A clean accuracy that is too low means that the numbers to come say nothing about the model. */
function judgePreprocessing({ args, io, job }: Session, clean: CleanPass): void {
  const { correct, inputs } = clean;
  const total = inputs.length;
  const hint = 'check --scale, --mean, --std, --layout and the labels';
  if (args.minCleanAccuracy !== undefined && !job.inputs.hasLabels) {
    throw new UsageError('OPTION_VALUE', '--min-clean-accuracy needs labels', { hint: 'give them with --labels' });
  }
  if (correct < (args.minCleanAccuracy ?? 0) * total) {
    throw new DataError(
      'CLEAN_ACCURACY',
      `${correct} of ${total} inputs are classified correctly, less than --min-clean-accuracy ${args.minCleanAccuracy}`,
      { hint },
    );
  }
  if (isGuessing(job, clean)) {
    note(io, `${correct} of ${total} inputs are classified correctly, which is no better than guessing: ${hint}`);
  }
}

/** One message for each kind of error, however many inputs it struck. */
function reportErrors({ args, io }: Session, { inputs, interrupted }: CertifyReport): void {
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
  if (args.journal !== undefined) io.stderr.write('The journal has them: the same command with --resume goes on.\n');
}

function exitCodeFor({ inputs, interrupted }: CertifyReport): ExitCode {
  if (interrupted !== undefined) return EXIT.interrupted;
  return inputs.every(({ status }) => status === 'error') ? EXIT.invalid : EXIT.done;
}

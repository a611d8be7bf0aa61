import { readFileSync } from 'node:fs';
import { DataError } from '../errors.js';
import { mergeShards, type ShardResult } from '../report/merge.js';
import { readResult } from '../report/read-result.js';
import { reportText } from '../report/report-text.js';
import type { CertifyReport } from '../report/schema.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { note } from './note.js';
import { Outputs, type OutputArguments } from './outputs.js';
import { reportingFailure } from './report-failure.js';
import { VERSION } from './version.js';

/** What `merge` was asked to do. */
export interface MergeArguments extends Pick<OutputArguments, 'json' | 'reporter'> {
  readonly results: readonly string[];
  readonly output?: string;
  readonly partial?: true;
  readonly debug?: true;
}

/** Puts the results of shards together. Throws DataError, UsageError, which the outputs tell of too. */
export async function mergeCommand({ results, output, partial, ...forms }: MergeArguments, io: CliIo): Promise<ExitCode> {
  const outputs = new Outputs({ ...forms, ...(output === undefined ? {} : { result: output }) }, io, results);
  return reportingFailure(outputs, { command: 'merge', path: results[0] ?? '' }, async () => {
    const report = mergeShards(results.map(readShard), partial === true);
    if (outputs.standard === 'text') io.stdout.write(reportText(report, outputs.style));
    await outputs.write({ version: VERSION, reports: [report], gate: null });
    tellWhatIsMissing(report, io);
    return report.inputs.every(({ status }) => status === 'error') ? EXIT.invalid : EXIT.done;
  });
}

function readShard(path: string): ShardResult {
  try {
    return { path, report: readResult(readFileSync(path, 'utf8'), path) };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('RESULT_FILE', `${path} cannot be read (${reason})`, {
      hint: 'name files that certify --shard i/n --result FILE wrote',
      cause,
    });
  }
}

function tellWhatIsMissing({ partial, interrupted }: CertifyReport, io: CliIo): void {
  if (partial !== undefined) note(io, `without shard ${partial.missing.join(', ')}`);
  if (interrupted !== undefined) note(io, `${interrupted.finished} of ${interrupted.requested} inputs are merged, the others are missing`);
}

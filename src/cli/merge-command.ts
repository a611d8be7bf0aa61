import { readFileSync } from 'node:fs';
import { DataError } from '../errors.js';
import { jsonText } from '../report/json.js';
import { mergeShards, type ShardResult } from '../report/merge.js';
import { choosePaint } from '../report/paint.js';
import { readResult } from '../report/read-result.js';
import { reportText } from '../report/report-text.js';
import type { CertifyReport } from '../report/schema.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { note } from './note.js';
import { checkWritable, writeOutput } from './output-files.js';

/** What `merge` was asked to do. */
export interface MergeArguments {
  readonly results: readonly string[];
  readonly output?: string;
  readonly partial?: true;
  readonly json?: true;
  readonly debug?: true;
}

/** Puts the results of shards together. Throws DataError, UsageError. */
export function mergeCommand({ results, output, partial, json }: MergeArguments, io: CliIo): ExitCode {
  if (output !== undefined) checkWritable(output);
  const report = mergeShards(results.map(readShard), partial === true);
  if (output !== undefined) writeOutput(output, jsonText(report));
  const { stdout, env } = io;
  if (json === true) stdout.write(jsonText(report));
  else stdout.write(reportText(report, { columns: stdout.columns, paint: choosePaint(stdout.isTTY, env) }));
  tellWhatIsMissing(report, io);
  return report.inputs.every(({ status }) => status === 'error') ? EXIT.invalid : EXIT.done;
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

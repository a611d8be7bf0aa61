import { readFileSync } from 'node:fs';
import { DataError } from '../errors.js';
import { htmlReport } from '../report/html/page.js';
import { readResult } from '../report/read-result.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { checkOutputs, writeOutput } from './output-files.js';
import type { ReportArguments } from './report-options.js';

/** Writes a page about results. Throws DataError `RESULT_FILE`, UsageError `OPTION_VALUE`, `OUTPUT_UNWRITABLE`. */
export async function reportCommand({ results, output }: ReportArguments, io: CliIo): Promise<ExitCode> {
  const read = results.map((path) => ({ path, report: readResult(textOf(path), path) }));
  checkOutputs([output], results);
  const page = await htmlReport(read);
  writeOutput(output, page);
  const runs = read.length === 1 ? '1 run' : `${read.length} runs`;
  io.stdout.write(`${output}: ${runs}, ${Math.ceil(Buffer.byteLength(page) / 1024)} kB\n`);
  return EXIT.done;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = 'name a result that cnn-cert certify has written with --result FILE';
    throw new DataError('RESULT_FILE', `${path} cannot be read (${reason})`, { hint, cause });
  }
}

import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { choosePaint, plain } from '../report/paint.js';
import type { ReportedRun, ReporterFactory } from '../report/reporter.js';
import { REPORTERS, type ReporterName } from '../report/reporters/registry.js';
import type { TextStyle } from '../report/text.js';
import type { CliIo } from './io.js';
import { note } from './note.js';
import { checkOutputs, writeOutput } from './output-files.js';
import type { ReporterChoice } from './reporter-options.js';

/** The options that say where results go. */
export interface OutputArguments {
  readonly json?: true;
  readonly csv?: string;
  readonly result?: string;
  readonly reporter?: readonly ReporterChoice[];
}

/** A form of the result, where it goes, and the option that asked for it. */
interface Output extends ReporterChoice {
  readonly option: string;
}

const FILE_COLUMNS = 80;

/**
 * Where the result of a run goes: one form on the standard output, any number in files. The annotations of `github` come on top of that: on the standard output after text, else on
 * standard error, where the runner reads them too.
 */
export class Outputs {
  /** What the standard output gets; text is shown by the command, as it goes. */
  readonly standard: ReporterName;
  #files: readonly (Output & { readonly path: string })[];
  readonly #annotates: boolean;
  readonly #summarises: boolean;
  #written = false;

  /**
   * Plans the outputs. `reads`: files that the command reads, none of which is to be lost, as a failure is written in place of a result, too.
   *
   * @throws UsageError `OPTION_VALUE` where two outputs want one place, or one that of a file that is read, `OUTPUT_UNWRITABLE`.
   */
  constructor(
    args: OutputArguments,
    private readonly io: CliIo,
    reads: readonly (string | undefined)[],
  ) {
    const outputs = outputsOf(args);
    const standard = outputs.filter(({ name, path }) => path === null && name !== 'github');
    this.standard = standard[0]?.name ?? 'text';
    this.#files = outputs.flatMap((output) => (output.path === null ? [] : [{ ...output, path: output.path }]));
    this.#annotates = outputs.some(({ name, path }) => name === 'github' && path === null);
    this.#summarises = outputs.some(({ name }) => name === 'github');
    refuseSamePlace(standard, this.#files);
    checkOutputs(
      this.#files.map(({ path }) => path),
      reads,
    );
  }

  /**
   * The same for files of which a command learns later. Nothing is written to them, not even a failure.
   *
   * @throws UsageError `OPTION_VALUE`.
   */
  spare(reads: readonly (string | undefined)[]): void {
    const paths = this.#files.map(({ path }) => path);
    const read = new Set(reads.map((path) => path !== undefined && resolve(path)));
    this.#files = this.#files.filter(({ path }) => !read.has(resolve(path)));
    checkOutputs(paths, reads);
  }

  /** How text on the standard output looks. */
  get style(): TextStyle {
    const { stdout, env } = this.io;
    return { columns: stdout.columns, paint: choosePaint(stdout.isTTY, env) };
  }

  /** Whether the result, or a part of it, was written. */
  get written(): boolean {
    return this.#written;
  }

  /** Writes all but text on the standard output. One file that cannot be written does not keep the others from it. */
  async write(run: ReportedRun): Promise<void> {
    const { stdout, stderr } = this.io;
    this.#written = true;
    if (this.standard !== 'text') stdout.write(await textOf(this.standard, run, this.style));
    if (this.#annotates) (this.standard === 'text' ? stdout : stderr).write(await textOf('github', run, this.style));
    if (this.#summarises) await this.#summarise(run);
    const failures: unknown[] = [];
    for (const { name, path } of this.#files) {
      try {
        writeOutput(path, await textOf(name, run, { columns: FILE_COLUMNS, paint: plain }));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The page of a job in GitHub Actions, to which its steps append. */
  async #summarise(run: ReportedRun): Promise<void> {
    const path = this.io.env['GITHUB_STEP_SUMMARY'] ?? '';
    if (path === '') return;
    try {
      appendFileSync(path, `${await textOf('markdown', run, { columns: FILE_COLUMNS, paint: plain })}\n`);
    } catch (error) {
      note(this.io, `the step summary is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function textOf(name: ReporterName, run: ReportedRun, style: TextStyle): Promise<string> {
  const factory: ReporterFactory = REPORTERS[name];
  const reporter = await factory(style);
  return reporter.write(run);
}

function outputsOf({ json, csv, result, reporter = [] }: OutputArguments): Output[] {
  return [
    ...(json === true ? [{ name: 'json', path: null, option: '--json' } as const] : []),
    ...(csv === undefined ? [] : [{ name: 'csv', path: csv === '-' ? null : csv, option: `--csv ${csv}` } as const]),
    ...(result === undefined ? [] : [{ name: 'json', path: result === '-' ? null : result, option: `--result ${result}` } as const]),
    ...reporter.map(({ name, path }) => ({ name, path, option: `--reporter ${name}${path === null ? '' : `=${path}`}` })),
  ];
}

function refuseSamePlace(standard: readonly Output[], files: readonly (Output & { readonly path: string })[]): void {
  const [first, second] = standard;
  if (first !== undefined && second !== undefined) {
    const form = second.option.startsWith('--csv') ? '--csv FILE' : `--reporter ${second.name}=FILE`;
    throw new UsageError('OPTION_VALUE', `${first.option} and ${second.option} both want the standard output`, {
      hint: `write one of them to a file: ${form}`,
    });
  }
  const seen = new Map<string, Output>();
  for (const file of files) {
    const earlier = seen.get(resolve(file.path));
    if (earlier !== undefined) {
      throw new UsageError('OPTION_VALUE', `${earlier.option} and ${file.option} both want ${file.path}`, { hint: 'name another file' });
    }
    seen.set(resolve(file.path), file);
  }
}

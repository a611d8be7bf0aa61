import { DataError } from '../errors.js';
import { chooseExamples } from './examples.js';
import { distinctMachines } from './machine.js';
import { shardDifferences } from './shard-differences.js';
import { summarised } from './summarised.js';
import type { CertifyReport, InputReport, SummaryReport } from './schema.js';

/** The result of a shard, and where it was read from. */
export interface ShardResult {
  readonly path: string;
  readonly report: CertifyReport;
}

type Part = ShardResult & { readonly shard: NonNullable<CertifyReport['shard']> };

/**
 * Puts the shards of a run together: what one run on all inputs would have reported, but for times, memory and threads (CPU times add up; the longest wall
 * time and the largest memory and number of threads count). Machines are all that there were. Shards or inputs may be missing only with `partial`, and
 * the report tells.
 *
 * @throws DataError `MERGE_NO_SHARD`, `MERGE_MISMATCH` (not of one run), `MERGE_OVERLAP` (a shard twice), `MERGE_INCOMPLETE`.
 */
export function mergeShards(results: readonly ShardResult[], partial: boolean): CertifyReport {
  const parts = results.map(partOf).sort((a, b) => a.shard.index - b.shard.index);
  const [first] = parts;
  if (first === undefined) throw new DataError('MERGE_INCOMPLETE', 'there is nothing to merge', { hint: 'name the results of all shards' });
  checkOneRun(first, parts);
  checkOverlap(parts);
  const missing = missingShards(first, parts);
  const inputs = withChosenDetails(
    parts.flatMap(({ report }) => report.inputs).sort((a, b) => a.index - b.index),
    parts,
  );
  const machines = distinctMachines(parts.map(({ report }) => report.machines ?? []));
  const requested = first.shard.inputs;
  if (!partial) checkComplete(parts, missing, inputs.length);
  const { schemaVersion, tool, model, data, settings } = first.report;
  return {
    schemaVersion,
    tool,
    model,
    data: { ...data, range: rangeOf(parts) },
    settings: { ...settings, threads: Math.max(...parts.map(({ report }) => report.settings.threads)) },
    ...(machines.length === 0 ? {} : { machines }),
    ...(inputs.length < requested ? { interrupted: { finished: inputs.length, requested } } : {}),
    ...(missing.length === 0 ? {} : { partial: { shards: parts.map(({ shard }) => shard.index), missing } }),
    inputs,
    summary: { ...summarised(inputs, settings.epsilon), ...usageOf(parts) },
  };
}

/**
 * Every shard keeps details of the inputs that one run would have chosen, and of others (see `chooseExamples`): these go. Shards that were to keep
 * different numbers of them, or are of a release that did not tell, keep what they have.
 */
function withChosenDetails(inputs: readonly InputReport[], parts: readonly Part[]): InputReport[] {
  const count = parts[0]?.shard.details;
  if (count === undefined || parts.some(({ shard }) => shard.details !== count)) return [...inputs];
  const chosen = new Set(chooseExamples(inputs, count));
  return inputs.map(({ details, ...input }) => (details === undefined || !chosen.has(input.index) ? input : { ...input, details }));
}

function partOf(result: ShardResult): Part {
  const { shard } = result.report;
  if (shard !== undefined) return { ...result, shard };
  throw new DataError('MERGE_NO_SHARD', `${result.path} is not the result of a shard`, {
    hint: 'merge puts together what certify --shard i/n wrote',
  });
}

function checkOneRun(first: Part, parts: readonly Part[]): void {
  for (const part of parts) {
    const differences = shardDifferences(first.report, part.report);
    if (differences.length === 0) continue;
    throw new DataError('MERGE_MISMATCH', `${part.path} and ${first.path} are not of one run: ${differences.join('; ')}`, {
      hint: 'run all shards with the same model, data, options and version of cnn-cert',
    });
  }
}

function checkOverlap(parts: readonly Part[]): void {
  const seen = new Map<number, string>();
  const take = (number: number, path: string, what: string): void => {
    const other = seen.get(number);
    if (other !== undefined) {
      throw new DataError('MERGE_OVERLAP', `${other} and ${path} both hold ${what} ${number}`, { hint: 'name each shard once' });
    }
    seen.set(number, path);
  };
  for (const { shard, path } of parts) take(shard.index, path, 'shard');
  seen.clear();
  for (const { report, path } of parts) for (const { index } of report.inputs) take(index, path, 'input');
}

function missingShards({ shard: { count } }: Part, parts: readonly Part[]): number[] {
  const given = new Set(parts.map(({ shard }) => shard.index));
  return Array.from({ length: count }, (_, k) => k + 1).filter((index) => !given.has(index));
}

function checkComplete(parts: readonly Part[], missing: readonly number[], inputs: number): void {
  const [first] = parts;
  const { count = 0, inputs: requested = 0 } = first?.shard ?? {};
  const unfinished = parts.find(({ report }) => report.interrupted !== undefined);
  const hint = 'run what is missing, or merge what there is with --partial';
  if (missing.length > 0) throw new DataError('MERGE_INCOMPLETE', `of ${count} shards, ${listed(missing)} missing`, { hint });
  if (unfinished !== undefined) throw new DataError('MERGE_INCOMPLETE', `${unfinished.path} was interrupted before its end`, { hint });
  if (inputs !== requested) {
    throw new DataError('MERGE_INCOMPLETE', `the shards hold ${inputs} inputs, but the run has ${requested}`, { hint });
  }
}

const MOST_LISTED = 10;

function listed(numbers: readonly number[]): string {
  const more = numbers.length > MOST_LISTED ? `, … (${numbers.length})` : '';
  return `${numbers.slice(0, MOST_LISTED).join(', ')}${more} ${numbers.length === 1 ? 'is' : 'are'}`;
}

function rangeOf(parts: readonly Part[]): CertifyReport['data']['range'] {
  const ranges = parts.flatMap(({ report }) => (report.data.range === null ? [] : [report.data.range]));
  return ranges.length === 0 ? null : [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

function usageOf(parts: readonly Part[]): Pick<SummaryReport, 'wallSeconds' | 'cpuSeconds' | 'peakRssMb'> {
  const summaries = parts.map(({ report }) => report.summary);
  return {
    wallSeconds: Math.max(...summaries.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: summaries.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakRssMb: Math.max(...summaries.map(({ peakRssMb }) => peakRssMb)),
  };
}

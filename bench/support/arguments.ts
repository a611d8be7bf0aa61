import { parseArgs } from 'node:util';

/** What the bench was asked to do. */
export interface BenchArguments {
  readonly parts: readonly string[];
  readonly quick: boolean;
  readonly json: string | null;
  readonly compare: string | null;
}

/** How it is asked. */
export const USAGE = `Usage: npm run bench -- [PART...] [--quick] [--json FILE] [--compare FILE]
  --quick         fewer cases and repeats
  --json FILE     write the results to a file as well
  --compare FILE  compare with results written before; exit code 1 if anything is more than 10 % worse
  BENCH_FILTER    environment variable: measure only rows whose name matches this regular expression
  BENCH_SIMD      plain or relaxed: the build of the kernels; default: the one that engines choose`;

/** Reads the arguments; parts are all of `known` where none is named. Throws Error for what is not understood. */
export function readArguments(argv: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, json: { type: 'string' }, compare: { type: 'string' } },
  });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`there is no part '${unknown}'; there is: ${known.join(', ')}`);
  return {
    parts: positionals.length > 0 ? positionals : known,
    quick: values.quick === true,
    json: values.json ?? null,
    compare: values.compare ?? null,
  };
}

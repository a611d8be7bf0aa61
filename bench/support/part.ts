import { builtKernels, instantiateKernels } from '../../src/engine/wasm/kernels.js';
import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { leastCpu } from './measure.js';
import { simdToMeasure } from './simd.js';

/** One column of a part's table. */
export interface Column {
  readonly key: string;
  readonly title: string;
  /** Digits shown after the decimal point; default 2. */
  readonly digits?: number;
  /** Which direction is an improvement; absent: not compared. */
  readonly better?: 'less' | 'more';
  /** Depends on the speed of the machine: compared in units of the plain multiply-add loop. */
  readonly scaled?: true;
}

/** One line: values by column key; null where there is none. */
export interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, number | null>>;
}

/** What one part of the bench measured. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** What is counted, and what was left out. */
  readonly notes: readonly string[];
  /** GF/s of a plain multiply-add loop in WebAssembly during this part: the speed of the machine. */
  readonly loop: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Whether a quick run was asked for: fewer cases and repeats. */
export const QUICK = process.argv.includes('--quick');

/** Rows to measure (environment variable BENCH_FILTER, a regular expression on their names). */
export const FILTER = new RegExp(process.env['BENCH_FILTER'] ?? '.');

/** GF/s of a plain multiply-add loop in the same WebAssembly, 48 operations a round: the peak of one thread in float64. */
export function plainLoop(): number {
  const rounds = 1e6;
  const { peak } = instantiateKernels(createSharedMemory(), builtKernels(simdToMeasure()));
  return (48 * rounds) / leastCpu(5, () => peak(0, rounds)) / 1e9;
}

/** Says what is going on, where it is not in the way of the results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Hands a part to the program that started this one; alone, prints it. */
export function deliver(part: Part): void {
  if (process.send === undefined) console.log(markdown(part));
  else process.send(part);
}

/** A part as a Markdown table with its notes. */
export function markdown({ title, notes, columns, rows, loop }: Part): string {
  const cell = (row: Row, { key, digits = 2 }: Column): string => {
    const value = row.values[key] ?? null;
    return value === null ? '-' : value.toFixed(digits);
  };
  const table =
    rows.length === 0
      ? []
      : [
          ['', ...columns.map((column) => column.title)],
          ['---', ...columns.map(() => '---:')],
          ...rows.map((row) => [row.name, ...columns.map((column) => cell(row, column))]),
        ].map((cells) => `| ${cells.join(' | ')} |`);
  return [`## ${title}`, '', ...notes, `Plain multiply-add loop: ${loop.toFixed(1)} GF/s.`, '', ...table, ''].join('\n');
}

import { worstMargin } from './input-columns.js';
import type { InputReport } from './schema.js';

type Value = string | number | null | undefined;

/** A column of CSV; what is null or undefined is left empty. */
export type CsvColumn<Row> = readonly [title: string, value: (row: Row) => Value];

const COLUMNS: readonly CsvColumn<InputReport>[] = [
  ['index', ({ index }) => index],
  ['name', ({ name }) => name],
  ['label', ({ label }) => label],
  ['prediction', ({ prediction }) => prediction],
  ['status', ({ status }) => status],
  ['clean_margin', ({ cleanMargin }) => cleanMargin],
  ['verdict', ({ verdict }) => verdict],
  ['worst_margin', worstMargin],
  ['certified_radius', ({ certifiedRadius }) => certifiedRadius],
  ['attacked_radius', ({ attackedRadius }) => attackedRadius],
  ['limiting_class', ({ limitingClass }) => limitingClass],
  ['seconds', ({ seconds }) => seconds],
  ['cpu_seconds', ({ cpuSeconds }) => cpuSeconds],
  ['evaluations', ({ evaluations }) => evaluations],
  ['counterexample', ({ counterexample }) => counterexample?.path],
  ['error', ({ error }) => (error === undefined ? null : `${error.code}: ${error.message}`)],
];

/** Results of inputs as CSV, one line an input, with all digits. */
export function csvText(inputs: readonly InputReport[]): string {
  return csvTable(COLUMNS, inputs);
}

/** CSV (RFC 4180, but with plain line feeds) with a line of titles. */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, value]) => csvCell(value(row))))];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function csvCell(value: Value): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

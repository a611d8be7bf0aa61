import { worstMargin } from './input-columns.js';
import type { InputReport } from './schema.js';

type Value = string | number | null | undefined;

const COLUMNS: readonly (readonly [title: string, value: (input: InputReport) => Value])[] = [
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

/** Results as CSV (RFC 4180, but with plain line feeds), one line an input, with all digits; what does not apply is empty. */
export function csvText(inputs: readonly InputReport[]): string {
  const lines = [COLUMNS.map(([title]) => title), ...inputs.map((input) => COLUMNS.map(([, value]) => csvCell(value(input))))];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function csvCell(value: Value): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

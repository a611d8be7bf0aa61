import type { InputResult } from '../certify/result.js';
import type { InputReport } from './schema.js';

/** JSON text of a report, one object and the end of the line. */
export function jsonText(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** An input's result as it is reported: without the point of its counterexample, which is a file (`path`) if it was saved. */
export function inputReport(result: Omit<InputResult, 'explanation'>, name: string | null, path: string | null): InputReport {
  const { index, label, prediction, status, counterexample, margins, error, ...rest } = result;
  return {
    index,
    ...(name === null ? {} : { name }),
    label,
    prediction,
    status,
    ...(error === undefined ? {} : { error: { ...error } }),
    ...rest,
    ...(margins === undefined ? {} : { margins: margins.map((margin) => ({ ...margin })) }),
    ...(counterexample === undefined ? {} : { counterexample: located(counterexample.class, counterexample.margin, path) }),
  };
}

function located(other: number, margin: number, path: string | null): NonNullable<InputReport['counterexample']> {
  return path === null ? { class: other, margin } : { class: other, margin, path };
}

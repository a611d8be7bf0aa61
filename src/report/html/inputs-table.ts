import { worstMargin } from '../input-columns.js';
import { rounded, roundedDown, roundedUp, shortDuration } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { html, type Html } from './markup.js';
import { table, type HtmlColumn } from './table.js';

const MOST_ROWS = 1000;

/** All inputs of a run, one row each, folded away until wanted. */
export function inputsTable({ inputs, settings }: CertifyReport): Html {
  const shown = inputs.slice(0, MOST_ROWS);
  const named = inputs.some(({ name }) => name !== undefined);
  const or = <T>(value: T | null | undefined, text: (value: T) => string): string =>
    value === null || value === undefined ? '-' : text(value);
  const columns: HtmlColumn<InputReport>[] = [
    { title: 'input', cell: ({ index }) => index },
    ...(named ? [{ title: 'file', text: true, cell: ({ name }: InputReport) => name ?? '' } as const] : []),
    { title: 'label', cell: ({ label }) => or(label, String) },
    { title: 'predicted', cell: ({ prediction }) => or(prediction, String) },
    { title: 'margin', cell: ({ cleanMargin }) => or(cleanMargin, rounded) },
    ...(settings.epsilon === undefined ? radii(or) : verdicts(or)),
    { title: 'limiting class', cell: ({ limitingClass }) => or(limitingClass, String) },
    { title: 'time', cell: ({ seconds }) => shortDuration(seconds) },
    { title: 'status', text: true, cell: ({ status, error }) => (error === undefined ? status : `${error.code}: ${error.message}`) },
  ];
  const left = shown.length < inputs.length ? ` (the first ${MOST_ROWS} of ${inputs.length})` : '';
  return html`<details>
    <summary>All inputs${left}</summary>
    ${table(`Inputs${left}`, columns, shown)}
  </details>`;
}

type Or = <T>(value: T | null | undefined, text: (value: T) => string) => string;

function radii(or: Or): HtmlColumn<InputReport>[] {
  return [
    { title: 'certified', cell: (input) => (input.radiusUnbounded === true ? 'unbounded' : or(input.certifiedRadius, roundedDown)) },
    { title: 'counterexample', cell: ({ attackedRadius }) => or(attackedRadius, roundedUp) },
  ];
}

function verdicts(or: Or): HtmlColumn<InputReport>[] {
  return [
    { title: 'verdict', text: true, cell: ({ verdict }) => or(verdict, String) },
    { title: 'smallest margin', cell: (input) => or(worstMargin(input), roundedDown) },
  ];
}

import { percent, roundedDown } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { isCorrect, radiusOf } from './curves.js';
import type { Html } from './markup.js';
import { table, type HtmlColumn } from './table.js';

interface ClassRow {
  readonly label: number;
  readonly inputs: readonly InputReport[];
}

const MOST_ROWS = 100;

/** One row a class: how many of its inputs hold, how far, and against what. The weakest only, where there are very many classes. */
export function classTable({ inputs, settings }: CertifyReport): Html {
  const labels = [...new Set(inputs.flatMap(({ label }) => (label === null ? [] : [label])))].sort((a, b) => a - b);
  const all = labels.map((label): ClassRow => ({ label, inputs: inputs.filter((input) => input.label === label) }));
  const share = ({ inputs: own }: ClassRow): number => own.filter(isCertified).length / own.length;
  const rows = all.length <= MOST_ROWS ? all : all.toSorted((a, b) => share(a) - share(b)).slice(0, MOST_ROWS);
  const withRadii = settings.epsilon === undefined;
  const count = (test: (input: InputReport) => boolean): HtmlColumn<ClassRow>['cell'] => {
    return ({ inputs: own }) => {
      const part = own.filter(test).length;
      return `${part} (${percent(part, own.length)})`;
    };
  };
  const radii = ({ inputs: own }: ClassRow): number[] => own.map(radiusOf).filter((radius) => radius < Infinity).sort((a, b) => a - b); // prettier-ignore
  const columns: HtmlColumn<ClassRow>[] = [
    { title: 'class', cell: ({ label }) => label },
    { title: 'inputs', cell: ({ inputs: own }) => own.length },
    { title: 'correct', cell: count(isCorrect) },
    { title: settings.epsilon === undefined ? 'certified' : `certified at ${roundedDown(settings.epsilon)}`, cell: count(isCertified) },
    ...(withRadii
      ? [
          { title: 'mean radius', cell: (row: ClassRow) => roundedDown(mean(radii(row))) },
          { title: 'median radius', cell: (row: ClassRow) => roundedDown(medianOf(radii(row))) },
          { title: 'smallest radius', cell: (row: ClassRow) => roundedDown(radii(row)[0] ?? 0) },
        ]
      : []),
    { title: 'limiting classes', text: true, cell: ({ inputs: own }) => limits(own) },
  ];
  const left = rows.length < all.length ? `; the ${MOST_ROWS} weakest of ${all.length}` : '';
  return table(`Per class${withRadii ? ' (radius 0 where misclassified or failed)' : ''}${left}`, columns, rows);
}

/** Certified at the epsilon, or with a radius above 0. */
export function isCertified(input: InputReport): boolean {
  return input.verdict === undefined ? radiusOf(input) > 0 : input.verdict === 'certified';
}

/** `5 (12), 3 (4)`: the classes that limit most often. */
function limits(inputs: readonly InputReport[]): string {
  const counts = new Map<number, number>();
  for (const { limitingClass } of inputs) if (limitingClass !== null) counts.set(limitingClass, (counts.get(limitingClass) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  const shown = ranked.slice(0, 3).map(([each, times]) => `${each} (${times})`);
  return shown.length === 0 ? '-' : shown.join(', ');
}

/** 0 of none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of sorted values. 0 of none. */
export function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return mean(sorted.slice(Math.floor(middle), Math.ceil(middle) + 1));
}

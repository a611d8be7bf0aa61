import { rounded, roundedDown, roundedUp, shortDuration } from './numbers.js';
import { shortened, type Cell, type Column } from './table.js';
import type { InputReport } from './schema.js';

const ABSENT: Cell = { text: '-', tone: 'faint' };

/** What the width of the first columns depends on. */
export interface Extent {
  readonly lastIndex: number;
  /** Characters of the longest name of an input; 0: they have none. */
  readonly longestName: number;
}

const LONGEST_NAME = 20;

/** Columns of a table of radii. */
export function radiusColumns(extent: Extent): readonly Column<InputReport>[] {
  return [
    ...identity(extent),
    { title: 'certified', width: 9, rank: 0, cell: certifiedCell },
    { title: 'attacked', width: 8, rank: 3, cell: ({ attackedRadius }) => number(attackedRadius, roundedUp) },
    ...rest,
  ];
}

/** Columns of a table of verdicts. */
export function verdictColumns(extent: Extent): readonly Column<InputReport>[] {
  return [
    ...identity(extent),
    { title: 'verdict', width: 9, align: 'left', rank: 0, cell: verdictCell },
    { title: 'worst', width: 8, rank: 3, cell: (row) => number(worstMargin(row), roundedDown) },
    ...rest,
  ];
}

/** The smallest margin that is proved; null where some class has none. */
export function worstMargin({ margins }: { readonly margins?: readonly { readonly lower: number | null }[] | undefined }): number | null {
  const lower = (margins ?? []).map((margin) => margin.lower);
  return lower.length === 0 || lower.includes(null) ? null : Math.min(...lower.map(Number));
}

function identity({ lastIndex, longestName }: Extent): readonly Column<InputReport>[] {
  const name = Math.max(Math.min(longestName, LONGEST_NAME), 4);
  const file: Column<InputReport> = { title: 'file', width: name, align: 'left', rank: 2, cell: (row) => shortened(row.name ?? '', name) };
  return [
    { title: 'input', width: Math.max(5, String(lastIndex).length), rank: 0, cell: ({ index }) => String(index) },
    ...(longestName === 0 ? [] : [file]),
    { title: 'label', width: 5, rank: 1, cell: ({ label }) => number(label, String) },
    { title: 'pred', width: 4, rank: 4, cell: predictionCell },
    { title: 'margin', width: 8, rank: 5, cell: ({ cleanMargin }) => number(cleanMargin, rounded) },
  ];
}

const rest: readonly Column<InputReport>[] = [
  { title: 'limit', width: 5, rank: 6, cell: ({ limitingClass }) => number(limitingClass, String) },
  { title: 'time', width: 7, rank: 7, cell: ({ seconds }) => shortDuration(seconds) },
  { title: '', width: 13, align: 'left', rank: 0, cell: noteCell },
];

function number(value: number | null | undefined, text: (value: number) => string): Cell {
  return value === null || value === undefined ? ABSENT : text(value);
}

function predictionCell({ prediction, label }: InputReport): Cell {
  if (prediction === null) return ABSENT;
  return prediction === label ? String(prediction) : { text: String(prediction), tone: 'bad' };
}

function certifiedCell({ certifiedRadius }: InputReport): Cell {
  if (certifiedRadius === null || certifiedRadius === undefined) return ABSENT;
  return { text: roundedDown(certifiedRadius), tone: certifiedRadius > 0 ? 'good' : 'bad' };
}

function verdictCell({ verdict }: InputReport): Cell {
  if (verdict === undefined) return ABSENT;
  const tones = { certified: 'good', falsified: 'bad', unknown: 'doubtful' } as const;
  return { text: verdict, tone: tones[verdict] };
}

function noteCell({ status, radiusUnbounded }: InputReport): Cell {
  if (status === 'ok') return radiusUnbounded === true ? 'unbounded' : '';
  return { text: status, tone: status === 'timeout' ? 'doubtful' : 'bad' };
}

import type { Paint, Tone } from './paint.js';

/** The text of a cell, and what it means. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

/** A column of a table whose rows come one by one, so that its width is fixed beforehand. Wider text pushes the rest to the right. */
export interface Column<Row> {
  readonly title: string;
  readonly width: number;
  /** Default: right, as numbers go. */
  readonly align?: 'left';
  /** Columns with the highest rank go first when space is short; 0: stays. */
  readonly rank: number;
  cell(row: Row): Cell;
}

const GAP = '  ';

/** The columns that fit `available` characters, the less important ones left out. */
export function fitColumns<Row>(columns: readonly Column<Row>[], available: number): readonly Column<Row>[] {
  const width = columns.reduce((sum, column) => sum + column.width, GAP.length * (columns.length - 1));
  const least = Math.max(...columns.map(({ rank }) => rank));
  if (width <= available || least <= 0) return columns;
  return fitColumns(
    columns.filter(({ rank }) => rank !== least),
    available,
  );
}

/** The line of titles. */
export function headLine<Row>(columns: readonly Column<Row>[], paint: Paint): string {
  return paint(
    columns
      .map((column) => pad(column.title, column))
      .join(GAP)
      .trimEnd(),
    'strong',
  );
}

/** The line of one row. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row, paint: Paint): string {
  const cells = columns.map((column) => {
    const cell = column.cell(row);
    if (typeof cell === 'string') return pad(cell, column);
    return pad(cell.text, column).replace(cell.text, () => paint(cell.text, cell.tone));
  });
  return cells.join(GAP).trimEnd();
}

/** `name   item  item`, its items wrapped below each other when they do not fit. */
export function fieldLines(name: string, items: readonly string[], available: number, indent: number): string[] {
  const lines: string[] = [];
  let line = name.padEnd(indent - GAP.length);
  let room = false;
  for (const item of items) {
    if (room && line.length + GAP.length + item.length > available) {
      lines.push(line);
      line = ''.padEnd(indent - GAP.length);
    }
    line += GAP + item;
    room = true;
  }
  return [...lines, line];
}

/** The end of a name says more than its beginning: `.../layer4/conv2/Conv`, `...s/3/0001.png`. */
export function shortened(name: string, width: number): string {
  return name.length <= width ? name : `...${name.slice(3 - width)}`;
}

function pad<Row>(text: string, { width, align }: Column<Row>): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

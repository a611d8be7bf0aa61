import { DataError } from '../errors.js';
import type { ByteSource } from './bytes.js';
import { lazily } from './packages.js';

/** A line of the file, without its end. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text file that hold something. Only the one asked for is decoded: such files have millions of cells. */
export interface Table {
  readonly path: string;
  readonly delimiter: string;
  readonly count: number;
  line(index: number): Line;
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const HASH = 0x23;

/** Finds the lines of a text file, without blank ones and comments, and its separator. Throws `DATA_EMPTY`. */
export function openTable(source: ByteSource): Table {
  const bytes = source.read(0, source.size);
  const lines = findLines(bytes);
  const line = (index: number): Line => {
    const { number, start, end } = lines[index] ?? { number: 0, start: 0, end: 0 };
    return { number, text: bytes.toString('utf8', start, end).trim() };
  };
  if (lines.length === 0) throw noData(source.path);
  const delimiter = [',', ';', '\t'].find((mark) => line(0).text.includes(mark)) ?? ',';
  return { path: source.path, delimiter, count: lines.length, line };
}

/** The cells of one line. Throws `DATA_CELL`. */
export function cells(table: Table, index: number): string[] {
  const { number, text } = table.line(index);
  try {
    const [row = []]: string[][] = lazily('csv-parse/sync').parse(text, { delimiter: table.delimiter, trim: true });
    return row;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('DATA_CELL', `${table.path}:${number}: no proper CSV (${reason})`, { hint: 'Repair this line.', cause });
  }
}

/** The error for a file without a single item. */
export function noData(path: string): DataError {
  return new DataError('DATA_EMPTY', `${path} has no line of data`, { hint: 'Give at least one input, one a line.' });
}

function findLines(bytes: Buffer): { number: number; start: number; end: number }[] {
  const lines = [];
  let number = 1;
  for (let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0; start < bytes.length; number++) {
    const newline = bytes.indexOf('\n', start);
    const end = newline < 0 ? bytes.length : newline;
    if (holdsData(bytes.subarray(start, end))) lines.push({ number, start, end });
    start = end + 1;
  }
  return lines;
}

/** Neither blank nor a comment. */
function holdsData(line: Buffer): boolean {
  const first = line.findIndex((byte) => byte > 0x20);
  return first >= 0 && line[first] !== HASH;
}

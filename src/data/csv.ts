import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import type { ByteSource } from './bytes.js';
import { checkIndex, toUnits, type Dataset, type ReadOptions } from './dataset.js';
import { labelsOf } from './labels.js';
import { cells, noData, openTable, type Table } from './table.js';
import { parseNumber } from './text.js';

/**
 * Reads a CSV with one item a line: the values of the input, row-major, behind (or before) the label. Only the labels are parsed
 * at once. Blank lines and lines that begin with `#` are skipped; the separator is `,`, `;` or tab.
 * Throws `DATA_EMPTY`, `DATA_COLUMNS`, `DATA_CELL` or `LABEL_VALUE`; `item` throws the same for its own line.
 */
export function csvDataset(source: ByteSource, options: ReadOptions): Dataset {
  const { path } = source;
  const size = sizeOf(options.inputShape);
  const table = openTable(source);
  const first = cells(table, 0);
  const label = labelColumn(first, size, options, path);
  const skip = (options.header ?? looksLikeHeader(first, label)) ? 1 : 0;
  const count = table.count - skip;
  if (count === 0) throw noData(path);
  return {
    kind: 'csv',
    count,
    itemShape: [size],
    layout: options.layout ?? 'auto',
    item(index) {
      checkIndex(index, count, path);
      return toUnits(values(table, skip + index, size, label), options.scale, 1, [size], `${path}, item ${index}`);
    },
    labels: label === null || options.labels !== undefined ? null : allLabels(table, skip, count, label),
    names: null,
    byteImages: false,
  };
}

/** Column of the labels, or null: the file has the inputs only. */
function labelColumn(row: readonly string[], size: number, options: ReadOptions, path: string): number | null {
  if (row.length === size) return null;
  if (row.length === size + 1) return options.labelColumn === 'last' ? size : 0;
  throw new DataError('DATA_COLUMNS', `${path} has ${row.length} columns, but the model takes [${options.inputShape.join(', ')}]`, {
    hint: `A line needs ${size} values, or ${size + 1} with its label.`,
  });
}

/** Names instead of numbers: where the label stands, or everywhere. (A bad value elsewhere must not pass for a header.) */
function looksLikeHeader(row: readonly string[], label: number | null): boolean {
  if (label !== null && parseNumber(row[label] ?? '') === null) return true;
  return row.every((cell) => parseNumber(cell) === null);
}

/** The labels alone, without parsing the thousands of values beside them. */
function allLabels(table: Table, skip: number, count: number, column: number): Int32Array {
  const texts = Array.from({ length: count }, (_, index) => {
    const { text } = table.line(skip + index);
    const [first = ''] = text.split(table.delimiter, 1);
    const cell = column === 0 ? first : text.slice(text.lastIndexOf(table.delimiter) + 1);
    return cell.trim().replace(/^"(.*)"$/, '$1');
  });
  return labelsOf(texts, table.path);
}

function values(table: Table, index: number, size: number, label: number | null): Float64Array {
  const row = cells(table, index);
  const { number } = table.line(index);
  const wanted = label === null ? size : size + 1;
  if (row.length !== wanted) {
    throw new DataError('DATA_COLUMNS', `${table.path}:${number}: ${row.length} columns where the first line has ${wanted}`, {
      hint: 'Every line needs the same number of columns; is the file cut short?',
    });
  }
  if (label !== null) row.splice(label, 1);
  return Float64Array.from(row, (cell, column) => {
    const value = parseNumber(cell);
    if (value !== null) return value;
    throw new DataError('DATA_CELL', `${table.path}:${number}: value ${column + 1} is '${cell}', not a number`, {
      hint: 'Repair this cell.',
    });
  });
}

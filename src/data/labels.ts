import { existsSync } from 'node:fs';
import { DataError } from '../errors.js';
import { decodeAll } from './array.js';
import { fileSource, type ByteSource } from './bytes.js';
import { itemName } from './dataset.js';
import { idxArray } from './idx.js';
import { npyArray } from './npy.js';
import { lazily } from './packages.js';
import { sniff, unpacked } from './sniff.js';
import { parseNumber } from './text.js';

const LIST = /^\s*\d+(\s*,\s*\d+)*\s*$/;

/**
 * Reads the labels of `count` items: from a .npy or IDX file (gzipped or not), from a text file with one integer a line or a comma
 * list, from a CSV `file,label` when the items have `names`, or from the argument itself if it is a list such as `3,1,4`.
 * Throws `LABEL_VALUE`, `LABEL_COUNT`, `LABEL_NAME`, `LABEL_FORMAT`, or what reading the file throws.
 */
export function readLabels(argument: string, count: number, names: readonly string[] | null): Int32Array {
  if (!existsSync(argument) && LIST.test(argument))
    return checkCount(
      labelsOf(
        argument.split(',').map((cell) => cell.trim()),
        '--labels',
      ),
      count,
      '--labels',
    );
  const source = unpacked(fileSource(argument));
  return checkCount(labelsFrom(source, names), count, source.path);
}

/** Throws `LABEL_COUNT` unless there is one label an item. */
export function checkCount(labels: Int32Array, count: number, where: string): Int32Array {
  if (labels.length === count) return labels;
  throw new DataError('LABEL_COUNT', `${where} gives ${labels.length} labels, but the data has ${count} items`, {
    hint: 'Give exactly one class index an item.',
  });
}

/** Throws `LABEL_RANGE` for a label that is not a class of the model. */
export function checkLabels(labels: Int32Array, classes: number, names: readonly string[] | null = null): void {
  const at = labels.findIndex((label) => label >= classes);
  if (at < 0) return;
  throw new DataError('LABEL_RANGE', `${itemName(at, names)} has label ${labels[at]}, but the model has ${classes} classes`, {
    hint: `Labels run from 0 to ${classes - 1}.`,
  });
}

/** Class indices from numbers or their text. Throws `LABEL_VALUE` for one that is negative, fractional, or no number. */
export function labelsOf(values: readonly string[] | Float64Array | readonly number[], where: string): Int32Array {
  return Int32Array.from<string | number>(values, (value, index) => {
    const label = typeof value === 'string' ? parseNumber(value) : value;
    if (label !== null && Number.isInteger(label) && label >= 0 && label < 2 ** 31) return label;
    throw new DataError('LABEL_VALUE', `${where}: label ${index} is '${value}'`, {
      hint: 'A label is the index of a class, an integer from 0 on.',
    });
  });
}

function labelsFrom(source: ByteSource, names: readonly string[] | null): Int32Array {
  const format = sniff(source);
  if (format === 'npy' || format === 'idx') {
    const file = format === 'npy' ? npyArray(source) : idxArray(source);
    if (file.shape.filter((axis) => axis !== 1).length <= 1) return labelsOf(decodeAll(file), source.path);
    throw new DataError('LABEL_FORMAT', `${source.path} holds an array of shape [${file.shape.join(', ')}], not one label an item`, {
      hint: 'One-hot rows: save their argmax. Images: they belong to --data.',
    });
  }
  if (format === 'csv') return textLabels(source, names);
  throw new DataError('LABEL_FORMAT', `${source.path} is a file of kind ${format}, which holds no labels`, {
    hint: 'Labels come as .npy, IDX, or text with one class index a line.',
  });
}

function textLabels(source: ByteSource, names: readonly string[] | null): Int32Array {
  const rows = parseRows(source);
  const [first = []] = rows;
  if (rows.length === 1 && first.every((cell) => parseNumber(cell) !== null)) return labelsOf(first, source.path);
  const width = first.length;
  if (width === 2 && names !== null) return labelsByName(dropHeader(rows, 1), names, source.path);
  if (width === 1) return labelsOf(dropHeader(rows, 0).flat(), source.path);
  throw new DataError('LABEL_FORMAT', `${source.path} has ${width} columns, not one label a line`, {
    hint: 'Write one class index a line; lines `file,label` go with a folder of images only.',
  });
}

function parseRows(source: ByteSource): string[][] {
  try {
    return lazily('csv-parse/sync').parse(source.read(0, source.size), {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      comment: '#',
      comment_no_infix: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('LABEL_FORMAT', `${source.path} is no proper CSV (${reason})`, { hint: 'Write one class index a line.', cause });
  }
}

/** Without the first row, if it holds a word where the labels are. */
function dropHeader(rows: string[][], column: number): string[][] {
  return parseNumber(rows[0]?.[column] ?? '') === null ? rows.slice(1) : rows;
}

function labelsByName(rows: string[][], names: readonly string[], path: string): Int32Array {
  const known = new Set(names);
  const byName = new Map<string, string>();
  for (const [name = '', label = ''] of rows) {
    if (!known.has(name)) throw nameError(`${path} gives a label for ${name}, but there is no such image`);
    if (byName.has(name)) throw nameError(`${path} gives two labels for ${name}`);
    byName.set(name, label);
  }
  return labelsOf(
    names.map((name) => {
      const label = byName.get(name);
      if (label === undefined) throw nameError(`${path} gives no label for ${name}`);
      return label;
    }),
    path,
  );
}

function nameError(message: string): DataError {
  return new DataError('LABEL_NAME', message, {
    hint: 'The lines `file,label` must name every image of the folder once, as it is called there.',
  });
}

import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.js';
import { readError } from './bytes.js';
import { labelsOf, readLabels } from './labels.js';

const IMAGE = /^[^.].*\.(png|jpe?g)$/i;
const LABEL_FILE = 'labels.csv';

/** The images of a folder: paths relative to it, sorted by code unit. */
export interface ImageList {
  readonly names: readonly string[];
  readonly labels: Int32Array | null;
}

/**
 * Lists the .png, .jpg and .jpeg files in a folder and one level below it. With `withLabels`, their labels come from a file labels.csv
 * (`file,label`) in the folder, or from subfolders that are named by class index. Hidden files are ignored.
 * Throws `DATA_EMPTY`, `FOLDER_CLASSES` (subfolders that name no class, or images beside them), `LABEL_NAME`, `LABEL_VALUE`.
 */
export function listImages(folder: string, withLabels: boolean): ImageList {
  const entries = list(folder);
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => imagesIn(list(join(folder, name))).map((image) => `${name}/${image}`));
  const names = [...imagesIn(entries), ...below].sort();
  if (names.length === 0) {
    throw new DataError('DATA_EMPTY', `there is no image in ${folder}`, {
      hint: 'Put .png, .jpg or .jpeg files into it, or into subfolders named by class index.',
    });
  }
  return { names, labels: withLabels ? labelsFor(folder, names, below.length) : null };
}

function labelsFor(folder: string, names: readonly string[], below: number): Int32Array | null {
  const file = join(folder, LABEL_FILE);
  if (existsSync(file)) return readLabels(file, names.length, names);
  if (below === 0) return null;
  const classes = names.map((name) => name.split('/').slice(0, -1).join('/'));
  const stray = classes.findIndex((name) => !/^\d+$/.test(name));
  if (stray < 0) return labelsOf(classes, folder);
  throw new DataError('FOLDER_CLASSES', `${join(folder, names[stray] ?? '')} does not lie in a folder named by a class index`, {
    hint: `Name the subfolders 0, 1, 2, ..., or write a ${LABEL_FILE} with lines file,label.`,
  });
}

function imagesIn(entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => !entry.isDirectory() && IMAGE.test(entry.name)).map((entry) => entry.name);
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw readError(folder, cause);
  }
}

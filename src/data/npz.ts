import { DataError } from '../errors.js';
import { decodeAll, type ArrayFile } from './array.js';
import { memorySource, type ByteSource } from './bytes.js';
import { labelsOf } from './labels.js';
import { npyArray } from './npy.js';
import { lazily } from './packages.js';

/** Names under which inputs and their labels are commonly saved, in order of preference. */
const PAIRS: readonly (readonly [data: string, labels: string])[] = [
  ['x', 'y'],
  ['X', 'y'],
  ['X', 'Y'],
  ['images', 'labels'],
  ['data', 'labels'],
  ['data', 'target'],
  ['x_test', 'y_test'],
  ['X_test', 'y_test'],
  ['x_train', 'y_train'],
];

/** What an .npz holds for us. */
export interface NpzContent {
  readonly data: ArrayFile;
  readonly labels: Int32Array | null;
}

/**
 * Reads an .npz: the array named `key`, or one of the usual names, or the only one; `withLabels`, also the labels that are saved under
 * the name that goes with it. Throws `DATA_CORRUPT` (no proper zip) or `DATA_KEY` (which lists the arrays in the file).
 */
export function readNpz(source: ByteSource, key: string | undefined, withLabels: boolean): NpzContent {
  const bytes = source.read(0, source.size);
  const names = arrayNames(bytes, source.path);
  const dataName = chooseData(names, key, source.path);
  const labelName = withLabels ? PAIRS.find(([data, labels]) => data === dataName && names.includes(labels))?.[1] : undefined;
  return {
    data: entry(bytes, dataName, source.path),
    labels: labelName === undefined ? null : labelsOf(decodeAll(entry(bytes, labelName, source.path)), `${source.path}[${labelName}]`),
  };
}

function chooseData(names: readonly string[], key: string | undefined, path: string): string {
  const known = key ?? PAIRS.map(([data]) => data).find((name) => names.includes(name)) ?? (names.length === 1 ? names[0] : undefined);
  if (known !== undefined && names.includes(known)) return known;
  const wanted = key === undefined ? 'an array of a usual name (x, X, images, data)' : `an array '${key}'`;
  throw new DataError('DATA_KEY', `${path} does not hold ${wanted}; it holds ${names.join(', ') || 'none'}`, {
    hint: 'Name the array of inputs with --key.',
  });
}

function arrayNames(bytes: Uint8Array, path: string): string[] {
  const names: string[] = [];
  unzip(bytes, path, (name) => {
    if (name.endsWith('.npy')) names.push(name.slice(0, -'.npy'.length));
    return false;
  });
  return names;
}

function entry(bytes: Uint8Array, name: string, path: string): ArrayFile {
  const content = unzip(bytes, path, (file) => file === `${name}.npy`)[`${name}.npy`] ?? new Uint8Array();
  return npyArray(memorySource(`${path}[${name}]`, content));
}

function unzip(bytes: Uint8Array, path: string, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  try {
    return lazily('fflate').unzipSync(bytes, { filter: (file) => wanted(file.name) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('DATA_CORRUPT', `${path} is not a readable zip file (${reason})`, { hint: 'Copy or write the .npz again.', cause });
  }
}

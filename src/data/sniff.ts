import { DataError } from '../errors.js';
import { gunzipSource, type ByteSource } from './bytes.js';
import { isIdx } from './idx.js';

/** What the first bytes of a file say that it is. */
export type Format = 'npy' | 'npz' | 'idx' | 'csv' | 'tensor-proto' | 'png' | 'jpeg';

const MAGIC: readonly (readonly [Format | 'gzip', readonly number[]])[] = [
  ['npy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['npz', [0x50, 0x4b, 0x03, 0x04]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gzip', [0x1f, 0x8b]],
];

/** The source itself, or what is inside of it if it is gzipped. */
export function unpacked(source: ByteSource): ByteSource {
  return magic(source) === 'gzip' ? gunzipSource(source) : source;
}

/**
 * The format of an unpacked source. Content decides, not the name; only what has no mark of its own needs an extension: text .csv, .tsv
 * or .txt (.gz), an ONNX TensorProto .pb (.gz). Throws `DATA_EMPTY` or `DATA_FORMAT`.
 */
export function sniff(source: ByteSource): Format {
  if (source.size === 0) throw new DataError('DATA_EMPTY', `${source.path} is empty`, { hint: 'Write the file again.' });
  const found = magic(source);
  if (found !== null && found !== 'gzip') return found;
  const extension = /\.(\w+)(\.gz)?$/i.exec(source.path)?.[1]?.toLowerCase() ?? '';
  if (['csv', 'tsv', 'txt'].includes(extension) && !source.read(0, Math.min(source.size, 512)).includes(0)) return 'csv';
  if (extension === 'pb') return 'tensor-proto';
  const start = source.read(0, Math.min(source.size, 8)).toString('hex');
  throw new DataError('DATA_FORMAT', `${source.path} (extension '${extension}', first bytes ${start}) is of no known format`, {
    hint: 'Data is read from .npy, .npz, IDX (.gz), .csv, .pb (ONNX TensorProto), .png, .jpg, or a folder of images.',
  });
}

function magic(source: ByteSource): Format | 'gzip' | null {
  const head = source.read(0, Math.min(source.size, 8));
  const found = MAGIC.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte));
  if (found !== undefined) return found[0];
  return isIdx(head) ? 'idx' : null;
}

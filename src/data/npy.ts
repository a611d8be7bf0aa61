import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import type { ArrayFile } from './array.js';
import { checkSize, type ByteSource } from './bytes.js';
import { elementType } from './elements.js';

/**
 * Reads the header of a .npy file, format versions 1 to 3 (numpy.lib.format). A reader of our own and not npyjs: that one ignores
 * the order of axes, knows no big-endian types, takes whatever bytes follow the header for the array (so a cut or overlong file
 * goes unnoticed), decodes everything at once, and brings an HTTP client along.
 *
 * Throws `DATA_TRUNCATED`, `DATA_CORRUPT` or `DATA_TYPE`.
 */
export function npyArray(source: ByteSource): ArrayFile {
  const wide = source.read(6, 1).readUInt8() >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? source.read(8, 4).readUInt32LE() : source.read(8, 2).readUInt16LE();
  const header = source.read(start, length).toString('latin1');
  const [order = '', code = ''] = capture(header, /'descr':\s*'([<>|=]?)(\w+)'/, 'type of its elements', source.path);
  const [fortran] = capture(header, /'fortran_order':\s*(True|False)/, 'order of its axes', source.path);
  const [axes = ''] = capture(header, /'shape':\s*\(([\dL\s,]*)\)/, 'shape', source.path);
  const shape = axes
    .replaceAll('L', '') // Python 2 wrote its long integers so
    .split(',')
    .filter((axis) => axis.trim() !== '')
    .map(Number);
  const type = elementType(code, source.path);
  const offset = start + length;
  checkSize(source, offset + sizeOf(shape) * type.bytes);
  return { source, offset, type, littleEndian: order !== '>', shape, fortran: fortran === 'True' };
}

function capture(header: string, pattern: RegExp, what: string, path: string): string[] {
  const match = pattern.exec(header);
  if (match !== null) return match.slice(1);
  throw new DataError('DATA_CORRUPT', `${path}: the .npy header does not give the ${what} of one plain array: ${header.trim()}`, {
    hint: 'Save a plain numeric array with numpy.save.',
  });
}

import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import type { ArrayFile } from './array.js';
import { checkSize, type ByteSource } from './bytes.js';
import { elementType } from './elements.js';

/** Type byte of an IDX file to numpy's name of the type (http://yann.lecun.com/exdb/mnist/, "the IDX file format"). */
const TYPES: Readonly<Record<number, string>> = { 0x08: 'u1', 0x09: 'i1', 0x0b: 'i2', 0x0c: 'i4', 0x0d: 'f4', 0x0e: 'f8' };

/** The type byte of unsigned bytes: what images are made of. */
export const IDX_BYTES = 0x08;

/** Whether these first four bytes begin an IDX file: 0, 0, type, number of axes. */
export function isIdx(head: Uint8Array): boolean {
  const [a, b, type = 0, rank = 0] = head;
  return a === 0 && b === 0 && type in TYPES && rank > 0;
}

/** Reads the header of an IDX file (always big-endian, row-major). Throws `DATA_TRUNCATED` or `DATA_CORRUPT`. */
export function idxArray(source: ByteSource): ArrayFile & { readonly typeByte: number } {
  const head = source.read(0, 4);
  const typeByte = head.readUInt8(2);
  const rank = head.readUInt8(3);
  const code = TYPES[typeByte];
  if (code === undefined) {
    throw new DataError('DATA_CORRUPT', `${source.path}: IDX type byte ${typeByte} does not exist`, { hint: 'Download the file again.' });
  }
  const axes = source.read(4, 4 * rank);
  const shape = Array.from({ length: rank }, (_, axis) => axes.readUInt32BE(4 * axis));
  const type = elementType(code, source.path);
  const offset = 4 + 4 * rank;
  checkSize(source, offset + sizeOf(shape) * type.bytes);
  return { source, offset, type, littleEndian: false, shape, fortran: false, typeByte };
}

import { DataError } from '../errors.js';

/** One type of element of a binary array file. */
export interface ElementType {
  readonly bytes: number;
  /** Decodes the element at `offset`. Throws `DATA_PRECISION` for an integer beyond 2^53, which a double may not hold. */
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** Element types by their numpy code, without the byte order. */
const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
  u1: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  i1: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  u2: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  i2: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  u4: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  i4: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  u8: { bytes: 8, read: (view, offset, little) => exactly(view.getBigUint64(offset, little)) },
  i8: { bytes: 8, read: (view, offset, little) => exactly(view.getBigInt64(offset, little)) },
  f2: { bytes: 2, read: (view, offset, little) => half(view.getUint16(offset, little)) },
  f4: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
};

/** The element type of a numpy code such as `f4`. Throws `DATA_TYPE`. */
export function elementType(code: string, path: string): ElementType {
  const type = ELEMENT_TYPES[code];
  if (type !== undefined) return type;
  throw new DataError('DATA_TYPE', `${path}: elements of type '${code}' are not supported`, {
    hint: `Save real numbers as one of ${Object.keys(ELEMENT_TYPES).join(', ')}.`,
  });
}

function exactly(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DataError('DATA_PRECISION', `the integer ${value} has more than 53 bits`, { hint: 'Save the array as float64.' });
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

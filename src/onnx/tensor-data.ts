import { ModelError } from '../errors.js';
import { sizeOf } from '../engine/tensor.js';
import type { TensorProto } from './messages.js';
import { type Constant, constant, type ElementType } from './value.js';

/** Gives the bytes of an external data file: `location` relative to the model, `length` null up to the end of the file. */
export type ReadExternal = (location: string, offset: number, length: number | null) => Uint8Array;

interface Format {
  readonly type: ElementType;
  readonly size: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** Whether numbers lie in memory as ONNX has them. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** TensorProto.DataType, by number. */
const formats: Readonly<Record<number, Format>> = {
  1: { type: 'float32', size: 4, read: (v, o) => v.getFloat32(o, true) },
  2: { type: 'uint8', size: 1, read: (v, o) => v.getUint8(o) },
  3: { type: 'int8', size: 1, read: (v, o) => v.getInt8(o) },
  4: { type: 'uint16', size: 2, read: (v, o) => v.getUint16(o, true) },
  5: { type: 'int16', size: 2, read: (v, o) => v.getInt16(o, true) },
  6: { type: 'int32', size: 4, read: (v, o) => v.getInt32(o, true) },
  7: { type: 'int64', size: 8, read: (v, o) => Number(v.getBigInt64(o, true)) },
  9: { type: 'bool', size: 1, read: (v, o) => (v.getUint8(o) === 0 ? 0 : 1) },
  10: { type: 'float16', size: 2, read: (v, o) => halfToNumber(v.getUint16(o, true)) },
  11: { type: 'float64', size: 8, read: (v, o) => v.getFloat64(o, true) },
  12: { type: 'uint32', size: 4, read: (v, o) => v.getUint32(o, true) },
  13: { type: 'uint64', size: 8, read: (v, o) => Number(v.getBigUint64(o, true)) },
  16: { type: 'bfloat16', size: 2, read: (v, o) => brainToNumber(v.getUint16(o, true)) },
};

/** Names of the types that cannot be read, for messages. */
const otherTypes: Readonly<Record<number, string>> = {
  0: 'undefined', 8: 'string', 14: 'complex64', 15: 'complex128', 17: 'float8e4m3fn', 18: 'float8e4m3fnuz', 19: 'float8e5m2',
  20: 'float8e5m2fnuz', 21: 'uint4', 22: 'int4', 23: 'float4e2m1', 24: 'float8e8m0', 25: 'uint2', 26: 'int2',
}; // prettier-ignore

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const scratch = new DataView(new ArrayBuffer(4));

function brainToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/**
 * The element type of a data type number.
 * @throws {ModelError} TENSOR_TYPE for strings, complex numbers, 4- and 8-bit floats and unknown numbers.
 */
export function elementType(dataType: number, where: string): ElementType {
  return formatOf(dataType, where).type;
}

function formatOf(dataType: number, where: string): Format {
  const format = formats[dataType];
  if (format !== undefined) return format;
  throw new ModelError(
    'TENSOR_TYPE',
    `${where} has element type ${otherTypes[dataType] ?? `number ${dataType}`}, which is not supported.`,
    {
      hint: 'Export the model with float32 weights (dequantized, if it is quantized).',
    },
  );
}

/**
 * Decodes a tensor: raw, typed or external data.
 * @throws {ModelError} TENSOR_TYPE, TENSOR_DATA (size and shape disagree), EXTERNAL_DATA.
 */
export function decodeTensor(tensor: TensorProto, readExternal?: ReadExternal): Constant {
  const where = `Tensor '${tensor.name}'`;
  const format = formatOf(tensor.dataType, where);
  const size = sizeOf(tensor.dims);
  if (!tensor.dims.every((dim) => Number.isInteger(dim) && dim >= 0) || size > 2 ** 31) {
    throw new ModelError('TENSOR_DATA', `${where} has an impossible shape [${tensor.dims.join(', ')}].`);
  }
  const raw = tensor.external ? externalBytes(tensor, size * format.size, readExternal) : tensor.raw;
  if (raw !== null) return constant(format.type, tensor.dims, readAll(raw, size, format, where));
  return constant(format.type, tensor.dims, typedData(tensor, size, format, where));
}

function readAll(bytes: Uint8Array, size: number, format: Format, where: string): Float64Array {
  if (bytes.length !== size * format.size) throw wrongSize(where, size, bytes.length / format.size);
  const result = new Float64Array(size);
  if (format.type === 'float32' && IS_LITTLE_ENDIAN) {
    widenSingles(bytes, result);
    return result;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < size; i++) result[i] = format.read(view, i * format.size);
  return result;
}

/** The usual type is converted by the runtime, which takes a tenth of the time of a loop; piece by piece, since singles must be aligned and fresh memory takes time. */
function widenSingles(bytes: Uint8Array, target: Float64Array): void {
  const piece = new Float32Array(Math.min(target.length, 2 ** 14));
  const into = new Uint8Array(piece.buffer);
  for (let start = 0; start < target.length; start += piece.length) {
    const count = Math.min(piece.length, target.length - start);
    into.set(bytes.subarray(4 * start, 4 * (start + count)));
    target.set(piece.subarray(0, count), start);
  }
}

function typedData(tensor: TensorProto, size: number, format: Format, where: string): Float64Array {
  if (format.type === 'float32') return joined(tensor.floats, size, format, where);
  if (format.type === 'float64') return joined(tensor.doubles, size, format, where);
  if (tensor.integers.length !== size) throw wrongSize(where, size, tensor.integers.length);
  const decode = format.type === 'float16' ? halfToNumber : format.type === 'bfloat16' ? brainToNumber : null;
  return Float64Array.from(tensor.integers, (value) => decode?.(value) ?? value);
}

function joined(pieces: readonly Uint8Array[], size: number, format: Format, where: string): Float64Array {
  const found = pieces.reduce((sum, piece) => sum + piece.length, 0) / format.size;
  if (found !== size) throw wrongSize(where, size, found);
  const result = new Float64Array(size);
  let start = 0;
  for (const piece of pieces) {
    const length = piece.length / format.size;
    result.set(readAll(piece, length, format, where), start);
    start += length;
  }
  return result;
}

function wrongSize(where: string, wanted: number, found: number): ModelError {
  return new ModelError('TENSOR_DATA', `${where} needs ${wanted} elements by its shape but holds ${found}.`, {
    hint: 'The file is damaged or was written with missing data; export the model again.',
  });
}

function externalBytes(tensor: TensorProto, wanted: number, readExternal: ReadExternal | undefined): Uint8Array {
  const location = tensor.externalData.get('location') ?? '';
  const where = `Tensor '${tensor.name}' is stored in the external file '${location}'`;
  if (readExternal === undefined) {
    throw new ModelError('EXTERNAL_DATA', `${where}, but no external files can be read here.`, {
      hint: 'Load the model from a file next to its data, or save it as one file.',
    });
  }
  const number = (key: string): number | null => {
    const value = tensor.externalData.get(key);
    if (value === undefined) return null;
    if (!/^\d+$/.test(value)) throw new ModelError('EXTERNAL_DATA', `${where} with ${key} '${value}', which is not a number.`);
    return Number(value);
  };
  const bytes = readExternal(location, number('offset') ?? 0, number('length') ?? wanted);
  if (bytes.length !== wanted) {
    throw new ModelError('EXTERNAL_DATA', `${where}, which gave ${bytes.length} bytes where ${wanted} are needed.`, {
      hint: 'The data file does not belong to this model or is cut short.',
    });
  }
  return bytes;
}

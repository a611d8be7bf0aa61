import { endianness } from 'node:os';
import { DataError, ModelError } from '../errors.js';
import { decodeTensorProto } from '../onnx/messages.js';
import { decodeTensor } from '../onnx/tensor-data.js';
import type { Constant } from '../onnx/value.js';
import type { ArrayFile } from './array.js';
import { memorySource, type ByteSource } from './bytes.js';
import { elementType } from './elements.js';

/**
 * Reads a serialized ONNX TensorProto, the .pb files of ONNX test vectors: row-major, integers and floats of up to 64 bits. Throws
 * `DATA_CORRUPT`, `DATA_TYPE` or `DATA_PRECISION`.
 */
export function tensorProtoArray(source: ByteSource): ArrayFile {
  const { shape, data, type } = decode(source);
  if (type === 'int64' || type === 'uint64') checkPrecision(data, source.path);
  return {
    source: memorySource(source.path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    offset: 0,
    type: elementType('f8', source.path),
    littleEndian: endianness() === 'LE',
    shape,
    fortran: false,
  };
}

function decode(source: ByteSource): Constant {
  const { path } = source;
  try {
    const proto = decodeTensorProto(source.read(0, source.size));
    // Bytes that are something else often pass for a message of unknown fields.
    if (proto.dataType === 0) throw new Error('it gives no type of elements');
    return decodeTensor(proto);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    if (cause instanceof ModelError && cause.code === 'TENSOR_TYPE') {
      throw new DataError('DATA_TYPE', `${path}: ${reason}`, { hint: 'Save real numbers, as float32 for instance.', cause });
    }
    throw new DataError('DATA_CORRUPT', `${path} is no whole ONNX TensorProto (${reason})`, {
      hint: 'Write it with onnx.numpy_helper.from_array(array).SerializeToString(), or save the array as .npy.',
      cause,
    });
  }
}

function checkPrecision(data: Float64Array, path: string): void {
  const at = data.findIndex((value) => !Number.isSafeInteger(value));
  if (at < 0) return;
  throw new DataError('DATA_PRECISION', `${path}: element ${at} has more than 53 bits`, { hint: 'Save the array as float64.' });
}

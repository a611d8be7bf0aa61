import { DataError } from '../errors.js';
import type { GivenTensor } from '../onnx/constants.js';
import { decodeAll } from './array.js';
import { fileSource } from './bytes.js';
import { npyArray } from './npy.js';
import { sniff, unpacked } from './sniff.js';
import { tensorProtoArray } from './tensor-proto.js';

/**
 * Reads a file of one tensor, .npy or ONNX TensorProto .pb (gzipped or not), as it is: no scale, no batch, no layout.
 * Throws a DataError: `DATA_FORMAT` for other files, and whatever is wrong with the array.
 */
export function readTensor(path: string): GivenTensor {
  const source = unpacked(fileSource(path));
  const format = sniff(source);
  if (format !== 'npy' && format !== 'tensor-proto') {
    throw new DataError('DATA_FORMAT', `${path} is a file of kind ${format}, not of one tensor`, {
      hint: 'Save the value of the input as .npy, or as an ONNX TensorProto .pb.',
    });
  }
  const file = format === 'npy' ? npyArray(source) : tensorProtoArray(source);
  return { shape: file.shape, data: decodeAll(file) };
}

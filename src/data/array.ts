import type { Data } from 'ndarray';
import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import { memorySource, type ByteSource } from './bytes.js';
import { checkIndex, toUnits, type DataKind, type Dataset, type ReadOptions } from './dataset.js';
import type { ElementType } from './elements.js';
import { lazily } from './packages.js';

/** A dense array in a file: header read, elements still bytes. */
export interface ArrayFile {
  readonly source: ByteSource;
  /** Byte offset of the first element. */
  readonly offset: number;
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly shape: readonly number[];
  /** Column-major (first index fastest). */
  readonly fortran: boolean;
}

/** All elements, row-major, as they are: NaN allowed. For small arrays such as labels. */
export function decodeAll(file: ArrayFile): Float64Array {
  const count = sizeOf(file.shape);
  if (!file.fortran) return decode(file, 0, count);
  return strided(file, file.shape, columnStrides(file.shape), 0);
}

/** The array as inputs of a model. `divisor` divides every value (255 for image bytes); `options.scale` replaces it. */
export function arrayDataset(kind: DataKind, given: ArrayFile, labels: Int32Array | null, options: ReadOptions, divisor = 1): Dataset {
  // The elements of one item lie all over a column-major file, so that one is held in memory.
  const file = given.fortran ? inMemory(given) : given;
  const { path } = file.source;
  const { count, itemShape, hasBatch } = splitBatch(file.shape, options.inputShape, path);
  const size = sizeOf(itemShape);
  const strides = columnStrides(file.shape);
  const raw = (index: number): Float64Array => {
    if (!file.fortran) return decode(file, index * size, size);
    return hasBatch ? strided(file, itemShape, strides.slice(1), index) : strided(file, itemShape, strides, 0);
  };
  return {
    kind,
    count,
    itemShape,
    layout: options.layout ?? 'auto',
    item(index) {
      checkIndex(index, count, path);
      return toUnits(raw(index), options.scale, divisor, itemShape, `${path}, item ${index}`);
    },
    labels,
    names: null,
    byteImages: divisor === 255,
  };
}

/**
 * Tells one item from a batch by the number of elements of the model's input. Throws `DATA_EMPTY` or `DATA_SHAPE`.
 */
function splitBatch(
  shape: readonly number[],
  inputShape: readonly number[],
  path: string,
): { count: number; itemShape: readonly number[]; hasBatch: boolean } {
  const wanted = sizeOf(inputShape);
  const [first = 1, ...rest] = shape;
  if (sizeOf(shape) === 0) {
    throw new DataError('DATA_EMPTY', `${path} holds an array of shape [${shape.join(', ')}]: no elements`, {
      hint: 'Give at least one input.',
    });
  }
  if (shape.length > 0 && sizeOf(rest) === wanted) return { count: first, itemShape: rest, hasBatch: true };
  if (sizeOf(shape) === wanted) return { count: 1, itemShape: shape, hasBatch: false };
  const scalars = shape.length === 1 ? ' Is it a file of labels? Those belong to --labels.' : '';
  throw new DataError(
    'DATA_SHAPE',
    `${path} holds an array of shape [${shape.join(', ')}], but the model takes [${inputShape.join(', ')}], ${wanted} elements an item`,
    { hint: `Save the data as one item or as a batch whose first axis counts the items.${scalars}` },
  );
}

function inMemory(file: ArrayFile): ArrayFile {
  return { ...file, source: memorySource(file.source.path, file.source.read(0, file.source.size)) };
}

function decode(file: ArrayFile, start: number, count: number): Float64Array {
  const { type, littleEndian } = file;
  const bytes = file.source.read(file.offset + start * type.bytes, count * type.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, k) => type.read(view, k * type.bytes, littleEndian));
}

/** Elements of a column-major array, picked one by one into row-major order. */
function strided(file: ArrayFile, shape: readonly number[], strides: readonly number[], start: number): Float64Array {
  const { type, littleEndian } = file;
  const length = sizeOf(file.shape);
  const bytes = file.source.read(file.offset, length * type.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = {
    length,
    get: (index: number) => type.read(view, index * type.bytes, littleEndian),
    set: () => undefined,
  };
  const out = new Float64Array(sizeOf(shape));
  const ndarray = lazily('ndarray');
  lazily('ndarray-ops').assign<Data>(ndarray(out, [...shape]), ndarray(elements, [...shape], [...strides], start));
  return out;
}

function columnStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
}

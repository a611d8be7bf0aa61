import { DataError } from '../errors.js';

/** Order of the axes of image data: planes (`nchw`), interleaved channels (`nhwc`), or whichever fits (`auto`). */
export type Layout = 'nchw' | 'nhwc' | 'auto';

/** Kind of file a {@link Dataset} was read from. */
export type DataKind = 'npy' | 'npz' | 'idx' | 'csv' | 'tensor-proto' | 'image' | 'folder';

/** Inputs of a model, read one at a time. */
export interface Dataset {
  readonly kind: DataKind;
  /** Number of items, at least 1. */
  readonly count: number;
  /** Shape of one item, without the batch axis, in the file's own order of axes. */
  readonly itemShape: readonly number[];
  /** What `fitter` has to assume about `itemShape`: known for images, the user's choice for arrays. */
  readonly layout: Layout;
  /**
   * Decodes item `index`: row-major in `itemShape`, scaled, every element finite.
   * Throws a `DataError`: `DATA_INDEX` (no such item), `DATA_NOT_FINITE`, or what is wrong with this one item of the file.
   */
  item(index: number): Float64Array;
  /** One non-negative integer per item; null when neither the file nor `--labels` gives any. */
  readonly labels: Int32Array | null;
  /** File names of images; null for arrays. */
  readonly names: readonly string[] | null;
  /** True if the file holds image bytes (PNG, JPEG, IDX of bytes), which are read as value / 255 unless `scale` says otherwise. */
  readonly byteImages: boolean;
}

/** How to read a file of inputs. */
export interface ReadOptions {
  /** Shape of the model's ONNX input, batch of 1 included: decides between one item and a batch, and between grey and RGB. */
  readonly inputShape: readonly number[];
  /** A file of labels (see `readLabels`) or a list such as `3,1,4`. Wins over labels inside the data. */
  readonly labels?: string | undefined;
  /** What the data is; default `auto`. */
  readonly layout?: Layout | undefined;
  /** Factor for every value. Default: 1/255 for image bytes, 1 for arrays (of bytes, too: a u1 .npy is taken as it is). */
  readonly scale?: number | undefined;
  /** Name of the array in an .npz. */
  readonly key?: string | undefined;
  /** Where a CSV has its labels; default `first`. A CSV with exactly as many columns as the model has inputs has none. */
  readonly labelColumn?: 'first' | 'last' | undefined;
  /** Whether a CSV begins with a line of names; default: it does if that line holds no label. */
  readonly header?: boolean | undefined;
}

/** How an item is called in messages: its index, and the file it came from if it has one of its own. */
export function itemName(index: number, names: readonly string[] | null): string {
  const name = names?.[index];
  return name === undefined ? `item ${index}` : `item ${index} (${name})`;
}

/** Throws `DATA_INDEX` unless `index` is one of `count` items. */
export function checkIndex(index: number, count: number, path: string): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new DataError('DATA_INDEX', `${path} has no item ${index}: it holds ${count}`, {
    hint: `Indices run from 0 to ${count - 1}.`,
  });
}

/**
 * Brings decoded values into the units of the model: times `scale` if there is one, else divided by `divisor`. Throws
 * `DATA_NOT_FINITE` for the first element that is NaN or infinite then.
 */
export function toUnits(
  values: Float64Array,
  scale: number | undefined,
  divisor: number,
  shape: readonly number[],
  where: string,
): Float64Array {
  const scaled = values.map(scale === undefined ? (value) => value / divisor : (value) => value * scale);
  const at = scaled.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return scaled;
  throw new DataError('DATA_NOT_FINITE', `${where}: element ${at} (at [${unravel(at, shape).join(', ')}]) is ${scaled[at]}`, {
    hint: 'Inputs must be finite numbers; repair or drop this item.',
  });
}

function unravel(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((dimension) => {
      const position = rest % dimension;
      rest = Math.floor(rest / dimension);
      return position;
    })
    .toReversed();
}

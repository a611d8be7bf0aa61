import { basename, join } from 'node:path';
import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import { checkIndex, itemName, toUnits, type DataKind, type Dataset, type ReadOptions } from './dataset.js';
import { listImages } from './folder.js';
import { readImage, type Image } from './image.js';

/** A single PNG or JPEG as inputs of a model. Throws what `readImage` throws, or `DATA_SHAPE`. */
export function imageDataset(path: string, options: ReadOptions): Dataset {
  return imagesDataset('image', path, [path], [basename(path)], null, options);
}

/** A folder of PNG and JPEG files as inputs of a model; see `listImages`. The first image is decoded at once, to check its size. */
export function folderDataset(path: string, options: ReadOptions): Dataset {
  const { names, labels } = listImages(path, options.labels === undefined);
  const paths = names.map((name) => join(path, name));
  return imagesDataset('folder', path, paths, names, labels, options);
}

function imagesDataset(
  kind: DataKind,
  where: string,
  paths: readonly string[],
  names: readonly string[],
  labels: Int32Array | null,
  options: ReadOptions,
): Dataset {
  const load = (index: number): Image => {
    const path = paths[index] ?? '';
    return readImage(path, (width, height) => channelsFor(width, height, options.inputShape, path));
  };
  const { width, height, channels } = load(0);
  const planes = channels === 3 && wantsPlanes(options, paths[0] ?? '');
  const itemShape = planes ? [3, height, width] : [height, width, channels];
  return {
    kind,
    count: paths.length,
    itemShape,
    layout: planes ? 'nchw' : 'nhwc',
    item(index) {
      checkIndex(index, paths.length, where);
      const image = load(index);
      if (image.width !== width || image.height !== height)
        throw sizeError(paths[index] ?? '', image.width, image.height, options.inputShape);
      const bytes = Float64Array.from(planes ? toPlanes(image.bytes) : image.bytes);
      return toUnits(bytes, options.scale, 255, itemShape, itemName(index, names));
    },
    labels,
    names,
    byteImages: true,
  };
}

/** The number of elements of the model's input tells grey from RGB. */
function channelsFor(width: number, height: number, inputShape: readonly number[], path: string): 1 | 3 {
  const channels = sizeOf(inputShape) / (width * height);
  if (channels === 1 || channels === 3) return channels;
  throw sizeError(path, width, height, inputShape);
}

function sizeError(path: string, width: number, height: number, inputShape: readonly number[]): DataError {
  return new DataError(
    'DATA_SHAPE',
    `${path} is ${width} x ${height} pixels, which does not fit the model's input [${inputShape.join(', ')}]`,
    {
      hint: 'Resize or crop the images to the size the model was trained on.',
    },
  );
}

/**
 * A model with a flat input does not say whether it wants the colours of an image as planes or interleaved; its user must.
 */
function wantsPlanes({ inputShape, layout = 'auto' }: ReadOptions, path: string): boolean {
  if (inputShape.filter((axis) => axis !== 1).length > 1) return false;
  if (layout !== 'auto') return layout === 'nchw';
  throw new DataError(
    'LAYOUT_AMBIGUOUS',
    `${path} has 3 channels, but the model's input [${inputShape.join(', ')}] does not say in which order it takes them`,
    {
      hint: 'Say --layout nchw (planes, as PyTorch flattens them) or --layout nhwc (interleaved, as Keras does).',
    },
  );
}

function toPlanes(interleaved: Uint8Array): Uint8Array {
  const pixels = interleaved.length / 3;
  return Uint8Array.from({ length: interleaved.length }, (_, k) => interleaved[3 * (k % pixels) + Math.floor(k / pixels)] ?? 0);
}

import { statSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { arrayDataset } from './array.js';
import { fileSource, readError } from './bytes.js';
import { csvDataset } from './csv.js';
import type { Dataset, ReadOptions } from './dataset.js';
import { IDX_BYTES, idxArray } from './idx.js';
import { folderDataset, imageDataset } from './images.js';
import { checkCount, readLabels } from './labels.js';
import { npyArray } from './npy.js';
import { readNpz } from './npz.js';
import { sniff, unpacked } from './sniff.js';
import { tensorProtoArray } from './tensor-proto.js';

/**
 * Opens inputs for a model: .npy, .npz, IDX, CSV, ONNX TensorProto (each gzipped or not), a PNG or JPEG, or a folder of them. Items are
 * decoded when asked for. Units: image bytes are value / 255 unless `scale` says otherwise; arrays, of bytes too, are taken as they are.
 *
 * Throws a `DataError` that says what was found and where, with a stable code (`DATA_*`, `IMAGE_*`, `LABEL_*`, `FOLDER_CLASSES`,
 * `LAYOUT_AMBIGUOUS`), or a `UsageError` `SCALE_VALUE`. Whether labels are classes of the model is `checkLabels`' business, and how
 * an item becomes an input of the model is `fitter`'s.
 */
export function readData(path: string, options: ReadOptions): Dataset {
  if (options.scale !== undefined && (!Number.isFinite(options.scale) || options.scale === 0)) {
    throw new UsageError('SCALE_VALUE', `--scale is ${options.scale}`, { hint: 'Give a finite factor other than 0.' });
  }
  const data = open(path, options);
  if (options.labels !== undefined) return { ...data, labels: readLabels(options.labels, data.count, data.names) };
  if (data.labels !== null) checkCount(data.labels, data.count, path);
  return data;
}

function open(path: string, options: ReadOptions): Dataset {
  if (isFolder(path)) return folderDataset(path, options);
  const source = unpacked(fileSource(path));
  switch (sniff(source)) {
    case 'npy':
      return arrayDataset('npy', npyArray(source), null, options);
    case 'npz': {
      const { data, labels } = readNpz(source, options.key, options.labels === undefined);
      return arrayDataset('npz', data, labels, options);
    }
    case 'idx': {
      const file = idxArray(source);
      return arrayDataset('idx', file, null, options, file.typeByte === IDX_BYTES ? 255 : 1);
    }
    case 'tensor-proto':
      return arrayDataset('tensor-proto', tensorProtoArray(source), null, options);
    case 'csv':
      return csvDataset(source, options);
    case 'png':
    case 'jpeg':
      return imageDataset(path, options);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    throw readError(path, cause);
  }
}

import { readTensor } from '../data/tensor-file.js';
import { sizeOf } from '../engine/tensor.js';
import { DataError, UsageError } from '../errors.js';
import type { GivenTensor } from '../onnx/constants.js';
import type { Dimension, ValueInfo } from '../onnx/messages.js';
import { isFloatInput, modelInputs } from '../onnx/model-inputs.js';
import { bindShape } from '../onnx/shape.js';
import type { ModelArguments } from './model-options.js';

/** The inputs of a model beside the one whose data are read item by item. */
export interface OtherInputs {
  /** Name of that one, and its file. */
  readonly input: string;
  readonly data: string;
  /** Its shape, a dynamic batch bound to 1. */
  readonly shape: readonly number[];
  readonly others: readonly { readonly input: string; readonly path: string }[];
  /** Values of the others for item `index` of `items`. Throws DataError `DATA_SHAPE`. */
  valuesFor(index: number, items: number): Readonly<Record<string, GivenTensor>>;
  /** Whether they differ from item to item. */
  varies(items: number): boolean;
}

/**
 * Gives each input of a model, apart from those of --fix, one of the files: in the order of the model's inputs. The one named by --input,
 * by default the first of floating-point numbers, is the one that is read as data.
 *
 * Throws UsageError `DATA_COUNT` and `OPTION_VALUE`, ModelError `MODEL_SHAPE`, DataError for a file that cannot be read.
 */
export function assignFiles(
  bytes: Uint8Array,
  files: readonly string[],
  { input: chosen, shape, fix = [] }: Pick<ModelArguments, 'input' | 'shape' | 'fix'>,
): OtherInputs {
  const inputs = modelInputs(bytes).filter(({ name }) => !fix.some((file) => file.name === name));
  if (inputs.length !== files.length) {
    const names = inputs.map(({ name }) => `'${name}'`).join(', ');
    throw new UsageError('DATA_COUNT', `--data gives ${files.length} files, but the model takes ${inputs.length}: ${names}`, {
      hint: 'give one file for each input of the model, in this order; --fix NAME=FILE counts for the input that it names',
    });
  }
  const varying = inputs.find((info) => (chosen === undefined ? isFloatInput(info) : info.name === chosen));
  if (varying === undefined) {
    const wanted = chosen === undefined ? 'no input of floating-point numbers' : `no free input named '${chosen}'`;
    throw new UsageError('OPTION_VALUE', `the model has ${wanted}`, {
      hint: `its inputs are ${inputs.map(({ name }) => name).join(', ')}`,
    });
  }
  const batch = varying.dims?.[0]?.name ?? '';
  const others = inputs.flatMap((info, i) =>
    info === varying ? [] : [{ info, path: files[i] ?? '', tensor: readTensor(files[i] ?? '') }],
  );
  return {
    input: varying.name,
    data: files[inputs.indexOf(varying)] ?? '',
    shape: bindShape(varying, shape),
    others: others.map(({ info, path }) => ({ input: info.name, path })),
    valuesFor: (index, items) =>
      Object.fromEntries(others.map(({ info, path, tensor }) => [info.name, valueFor(info, tensor, path, batch, index, items)])),
    varies: (items) => items > 1 && others.some(({ info, tensor }) => stacks(info, tensor, batch, items)),
  };
}

/** Whether the first axis of a tensor counts the items. */
function stacks({ dims }: ValueInfo, { shape }: GivenTensor, batch: string, items: number): boolean {
  if (dims === null || shape[0] !== items) return false;
  return shape.length === dims.length + 1 || (shape.length === dims.length && isBatch(dims[0], batch));
}

/** Whether a first dimension is that of a batch: 1, or dynamic and called like that of the data. */
function isBatch(first: Dimension | undefined, batch: string): boolean {
  return first !== undefined && (first.value === 1 || (first.value === null && first.name === batch));
}

/** The value of one item: a part of the tensor where its first axis counts the items, else all of it. */
function valueFor(info: ValueInfo, tensor: GivenTensor, path: string, batch: string, index: number, items: number): GivenTensor {
  const { name, dims } = info;
  const { shape, data } = tensor;
  if (dims === null) return tensor;
  if (stacks(info, tensor, batch, items)) {
    const rest = shape.slice(1);
    const part = Array.from({ length: sizeOf(rest) }, (_, i) => data[index * sizeOf(rest) + i] ?? NaN);
    return { shape: shape.length === dims.length ? [1, ...rest] : rest, data: part };
  }
  if (shape.length === dims.length - 1 && isBatch(dims[0], batch)) return { shape: [1, ...shape], data };
  if (shape.length === dims.length) return tensor;
  throw new DataError('DATA_SHAPE', `${path} holds a tensor of shape [${shape.join(', ')}], but input '${name}' has ${dims.length} axes`, {
    hint: `save one value for all ${items} items, or one value an item, stacked along the first axis`,
  });
}

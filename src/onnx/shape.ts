import { ModelError } from '../errors.js';
import type { Dimension, ValueInfo } from './messages.js';

/**
 * The shape of the input: a dynamic first dimension is the batch and becomes 1, other dynamic dimensions must be given.
 * @throws {ModelError} MODEL_SHAPE
 */
export function bindShape({ dims, name }: ValueInfo, wanted: readonly number[] | undefined): readonly number[] {
  if (wanted !== undefined) return checkWanted(name, dims, wanted);
  if (dims === null)
    throw new ModelError('MODEL_SHAPE', `The model does not give the shape of its input '${name}'.`, { hint: 'Give it with --shape.' });
  const shape = dims.map((dim, axis) => {
    if (isFixed(dim)) return dim.value;
    if (axis > 0) throw dynamic(name, dims, axis);
    return 1;
  });
  return checkSize(name, shape);
}

function isFixed(dim: Dimension): dim is Dimension & { value: number } {
  return dim.value !== null && dim.value > 0;
}

/** Dimensions in words: numbers, names of dynamic ones, and ? for those without. */
export function formatDims(dims: readonly Dimension[]): string {
  return `[${dims.map((dim) => (isFixed(dim) ? dim.value : dim.name || '?')).join(', ')}]`;
}

function dynamic(name: string, dims: readonly Dimension[], axis: number): ModelError {
  const example = dims.map((dim, i) => (isFixed(dim) ? dim.value : i === 0 ? 1 : 32)).join(',');
  return new ModelError('MODEL_SHAPE', `Dimension ${axis} of input '${name}' ${formatDims(dims)} is dynamic.`, {
    hint: `Give the whole shape with --shape, for example --shape ${example}.`,
  });
}

/** Only dynamic dimensions and the batch may be chosen. */
function checkWanted(name: string, dims: readonly Dimension[] | null, wanted: readonly number[]): readonly number[] {
  const fits =
    dims === null || (dims.length === wanted.length && dims.every((dim, i) => i === 0 || !isFixed(dim) || dim.value === wanted[i]));
  if (fits) return checkSize(name, wanted);
  throw new ModelError('MODEL_SHAPE', `The shape [${wanted.join(', ')}] does not fit input '${name}' ${formatDims(dims)}.`, {
    hint: 'Only dynamic dimensions and the batch (the first one) can be chosen.',
  });
}

function checkSize(name: string, shape: readonly number[]): readonly number[] {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (shape.every((dim) => Number.isInteger(dim) && dim > 0) && size < 2 ** 31) return shape;
  throw new ModelError('MODEL_SHAPE', `Input '${name}' has an impossible shape [${shape.join(', ')}].`);
}

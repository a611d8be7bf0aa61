import { sizeOf } from '../engine/tensor.js';
import { ModelError } from '../errors.js';
import { formatDims } from './shape.js';
import type { ValueInfo } from './protos.js';
import { elementType } from './tensor-data.js';
import { type Constant, constant, type ElementType, isFloat } from './value.js';

/** A tensor given from outside: its elements row-major. */
export interface GivenTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Least and largest number of an element type, as far as doubles hold them. */
export function rangeOfType(type: ElementType): readonly [low: number, high: number] {
  return RANGES[type] ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
}

/** Integer types, and the numbers that they hold (64-bit ones as far as doubles are integers without gaps). */
const RANGES: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  bool: [0, 1], int8: [-(2 ** 7), 2 ** 7 - 1], int16: [-(2 ** 15), 2 ** 15 - 1], int32: [-(2 ** 31), 2 ** 31 - 1], int64: [-(2 ** 53), 2 ** 53],
  uint8: [0, 2 ** 8 - 1], uint16: [0, 2 ** 16 - 1], uint32: [0, 2 ** 32 - 1], uint64: [0, 2 ** 53],
}; // prettier-ignore

/**
 * The values that inputs of a model are bound to, of the types that the model declares.
 * @throws {ModelError} MODEL_INPUT (no such input), MODEL_CONSTANT (a value of another shape or type than the input, or not finite).
 */
export function bindConstants(inputs: readonly ValueInfo[], given: Readonly<Record<string, GivenTensor>>): ReadonlyMap<string, Constant> {
  return new Map(
    Object.entries(given).map(([name, value]) => {
      const info = inputs.find((input) => input.name === name);
      if (info === undefined) {
        throw new ModelError('MODEL_INPUT', `The model has no input named '${name}' that could be given a value.`, {
          hint: `Its inputs are ${inputs.map((input) => `'${input.name}'`).join(', ')}.`,
        });
      }
      return [name, bind(info, value)];
    }),
  );
}

function bind({ name, dims, elementType: type }: ValueInfo, { shape, data }: GivenTensor): Constant {
  if (!fits(shape, dims) || sizeOf(shape) !== data.length) {
    const found = `The value given for input '${name}' has ${data.length} elements of shape [${shape.join(', ')}]`;
    throw new ModelError('MODEL_CONSTANT', `${found}; the model takes ${dims === null ? 'any shape' : formatDims(dims)}.`, {
      hint: 'Give one tensor of exactly that shape; only dynamic dimensions are free.',
    });
  }
  const bound = type === 0 ? 'float32' : elementType(type, `The input '${name}'`);
  const [low, high] = rangeOfType(bound);
  const values = Float64Array.from(data);
  const wrong = values.findIndex((value) => !(value >= low && value <= high && (isFloat(bound) || Number.isInteger(value))));
  if (wrong < 0) return constant(bound, shape, values);
  throw new ModelError(
    'MODEL_CONSTANT',
    `Element ${wrong} of the value given for input '${name}' is ${values[wrong]}, which is no ${bound}.`,
    {
      hint: `The model declares this input as ${bound}.`,
    },
  );
}

function fits(shape: readonly number[], dims: ValueInfo['dims']): boolean {
  if (dims === null) return true;
  return shape.length === dims.length && dims.every(({ value }, axis) => value === null || value <= 0 || value === shape[axis]);
}

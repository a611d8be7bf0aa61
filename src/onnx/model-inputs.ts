import { decodeModel, type ValueInfo } from './messages.js';

/** FLOAT, FLOAT16, DOUBLE, BFLOAT16, and 0 where the file does not tell (TensorProto.DataType). */
const FLOATING = [0, 1, 10, 11, 16];

/**
 * The inputs of a model that have no default value, in the order of the file.
 * @throws {ModelError} MODEL_PARSE, MODEL_INVALID.
 */
export function modelInputs(bytes: Uint8Array): readonly ValueInfo[] {
  const { graph } = decodeModel(bytes);
  return graph.inputs.filter(({ name }) => !graph.initializers.some((tensor) => tensor.name === name));
}

/** Whether an input holds floating-point numbers. */
export function isFloatInput({ elementType }: ValueInfo): boolean {
  return FLOATING.includes(elementType);
}

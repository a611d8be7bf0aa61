import { sizeOf } from '../engine/tensor.js';

/** Element types whose values are doubles too (64-bit integers up to 2^53). */
export type ElementType =
  'float32' | 'float64' | 'float16' | 'bfloat16' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'bool';

/** A tensor known at load time, row-major. */
export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly data: Float64Array;
  /**
   * |true value - data| per element, for constants computed at load time from exact ones (the network is the one with exact real
   * arithmetic); null: exact.
   */
  readonly error: Float64Array | null;
}

/**
 * A tensor that depends on the input: element i of the row-major ONNX tensor is element `index[i]` of the `[y][x][c]` vector of a
 * graph node. null: element i itself, for the whole vector. Re-orderings change views, they never run.
 */
export interface View {
  readonly kind: 'view';
  /** ONNX shape, batch included. */
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly node: number;
  readonly index: Int32Array | null;
}

/** What a tensor of the model is at load time. */
export type Value = Constant | View;

/** True for the floating types. */
export function isFloat(type: ElementType): boolean {
  return type === 'float32' || type === 'float64' || type === 'float16' || type === 'bfloat16';
}

/** A constant; data that are no Float64Array are copied. */
export function constant(
  type: ElementType,
  shape: readonly number[],
  data: ArrayLike<number>,
  error: Float64Array | null = null,
): Constant {
  return { kind: 'constant', type, shape, data: data instanceof Float64Array ? data : Float64Array.from(data), error };
}

/** An int64 vector, the usual form of shapes and axes. */
export function integers(values: readonly number[]): Constant {
  return constant('int64', [values.length], values);
}

/** The value whose element i is element `source[i]` of the given one (null: i), with a new shape. */
export function rearrange<T extends Value>(value: T, shape: readonly number[], source: Int32Array | null): T {
  if (source === null) return { ...value, shape };
  if (value.kind === 'view') {
    const index = value.index;
    return { ...value, shape, index: index === null ? source : source.map((i) => at(index, i)) };
  }
  return { ...value, shape, data: pick(value.data, source), error: value.error === null ? null : pick(value.error, source) };
}

function pick(data: Float64Array, source: Int32Array): Float64Array {
  const result = new Float64Array(source.length);
  for (let i = 0; i < source.length; i++) result[i] = at(data, at(source, i));
  return result;
}

/** Element of an index array or of data; positions are in range by construction, NaN would surface at once. */
export function at(list: ArrayLike<number>, i: number): number {
  return list[i] ?? NaN;
}

/** Number of elements of a value. */
export function count(value: Value): number {
  return sizeOf(value.shape);
}

import { sizeOf } from '../engine/tensor.js';
import { at } from './value.js';

/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = at(strides, axis + 1) * at(shape, axis + 1);
  return strides;
}

/**
 * Source positions of a tensor of `shape` read with one stride per axis from `offset`: the common form of transposing,
 * broadcasting, slicing and flipping.
 */
export function stridedIndices(shape: readonly number[], strides: readonly number[], offset = 0): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  const outer = shape.slice(0, -1);
  const run = shape.at(-1) ?? 1;
  const step = strides.at(-1) ?? 0;
  const counter = outer.map(() => 0);
  let position = offset;
  for (let start = 0; start < result.length; start += run) {
    for (let i = 0; i < run; i++) result[start + i] = position + i * step;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const stride = at(strides, axis);
      const next = at(counter, axis) + 1;
      if (next < at(outer, axis)) {
        counter[axis] = next;
        position += stride;
        break;
      }
      counter[axis] = 0;
      position -= stride * (next - 1);
    }
  }
  return result;
}

/** Shape and source positions of a transposition. */
export function transposed(shape: readonly number[], permutation: readonly number[]): { shape: number[]; source: Int32Array } {
  const strides = stridesOf(shape);
  const result = permutation.map((axis) => at(shape, axis));
  return {
    shape: result,
    source: stridedIndices(
      result,
      permutation.map((axis) => at(strides, axis)),
    ),
  };
}

/** The common shape of numpy broadcasting, or null when there is none. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (const [axis, size] of shape.entries()) {
      const target = rank - shape.length + axis;
      const known = at(result, target);
      if (known === 1) result[target] = size;
      else if (size !== 1 && size !== known) return null;
    }
  }
  return result;
}

/** Source positions of a tensor of shape `from` broadcast to `to`; null when nothing moves. */
export function broadcastIndices(from: readonly number[], to: readonly number[]): Int32Array | null {
  if (sizeOf(from) === sizeOf(to)) return null;
  const own = stridesOf(from);
  const strides = to.map((_, axis) => {
    const source = axis - (to.length - from.length);
    return source < 0 || at(from, source) === 1 ? 0 : at(own, source);
  });
  return stridedIndices(to, strides);
}

/** Negative axes count from the end. null when out of range. */
export function normalizeAxis(axis: number, rank: number): number | null {
  const result = axis < 0 ? axis + rank : axis;
  return Number.isInteger(result) && result >= 0 && result < rank ? result : null;
}

/** Start, count and step of one axis of ONNX Slice (numpy's rules: clamped, negative from the end). */
export function sliceRange(size: number, start: number, end: number, step: number): { start: number; length: number } {
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value < 0 ? value + size : value, low), high);
  const first = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
  const last = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  return { start: first, length: Math.max(0, Math.ceil((last - first) / step)) };
}

/** Element (c, y, x) of an ONNX map in the `[y][x][c]` vector; null when both orders are the same. */
export function channelsFirst(channels: number, height: number, width: number): Int32Array | null {
  if (channels === 1 || height * width === 1) return null;
  return stridedIndices([channels, height, width], [1, width * channels, channels]);
}

/** Element [y][x][c] of a vector in the row-major order of an ONNX map (c, y, x); null when both are the same. */
export function channelsLast(channels: number, height: number, width: number): Int32Array | null {
  if (channels === 1 || height * width === 1) return null;
  return stridedIndices([height, width, channels], [width, 1, height * width]);
}

/** True for null and for 0, 1, 2, … */
export function isIdentity(index: Int32Array | null): boolean {
  return index === null || index.every((value, i) => value === i);
}

/** The inverse of a permutation. */
export function inverse(index: Int32Array | null): Int32Array | null {
  if (index === null) return null;
  const result = new Int32Array(index.length);
  for (let i = 0; i < index.length; i++) result[at(index, i)] = i;
  return result;
}

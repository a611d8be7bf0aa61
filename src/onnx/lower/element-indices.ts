import { stridedIndices, stridesOf } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant } from '../value.js';
import { picksOf } from './picks.js';

/** Element of a tensor of `shape` that each element of `indices` names: its own position but for one axis (GatherElements). */
export function elementsAlong(node: OpNode, shape: readonly number[], indices: Constant, axis: number): Int32Array {
  if (indices.shape.length !== shape.length || indices.shape.some((dim, i) => i !== axis && dim > at(shape, i))) {
    node.unsupported(`indices [${indices.shape.join(', ')}] do not fit [${shape.join(', ')}]`);
  }
  const strides = stridesOf(shape);
  const stride = at(strides, axis);
  const picks = picksOf(node, indices.data, at(shape, axis), axis);
  return stridedIndices(indices.shape, strides.with(axis, 0)).map((base, i) => base + at(picks, i) * stride);
}

/** First elements of the slices that the rows of `indices` name, after `batch` leading axes in common (GatherND), and the slices' shape. */
export function slicesAt(node: OpNode, shape: readonly number[], indices: Constant, batch: number): { first: Int32Array; slice: number[] } {
  const depth = indices.shape.at(-1) ?? 0;
  const outer = indices.shape.slice(0, -1);
  const fits = batch < indices.shape.length && batch + depth <= shape.length && outer.slice(0, batch).every((dim, i) => dim === shape[i]);
  if (!fits) node.unsupported(`indices [${indices.shape.join(', ')}] do not fit [${shape.join(', ')}]`);
  const strides = stridesOf(shape);
  const first = stridedIndices(outer, outer.map((_, i) => (i < batch ? at(strides, i) : 0))); // prettier-ignore
  for (let k = 0; k < depth; k++) {
    const column = indices.data.filter((_, i) => i % depth === k);
    const axis = batch + k;
    picksOf(node, column, at(shape, axis), axis).forEach((pick, i) => (first[i] = at(first, i) + pick * at(strides, axis)));
  }
  return { first, slice: shape.slice(batch + depth) };
}

/** Every element of the slices that start at `first`. */
export function elementsOfSlices(first: Int32Array, slice: readonly number[]): Int32Array {
  const size = slice.reduce((product, dim) => product * dim, 1);
  const result = new Int32Array(first.length * size);
  first.forEach((start, row) => {
    for (let i = 0; i < size; i++) result[row * size + i] = start + i;
  });
  return result;
}

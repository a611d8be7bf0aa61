import { stridedIndices, stridesOf } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, constant, rearrange, type Value } from '../value.js';
import { affine } from './affine.js';
import { foldBinary, sum } from './fold.js';
import { linearValue } from './linear-value.js';
import { type ResizeAxis, type Tap, tapsOf } from './resize-axis.js';

/** Resizes every axis: a re-ordering where each element is one of the input, else one sparse map. `outside` is the value beyond a crop. */
export function resize(node: OpNode, x: Value, axes: readonly ResizeAxis[], outside: number): Value {
  const taps = axes.map(tapsOf);
  const shape = axes.map(({ output }) => output);
  const isPick = taps.every((axis) => axis.every((position) => position?.length === 1 && position[0]?.weight === 1));
  const positions = shape.map((_, axis) => stridedIndices(shape, shape.map((_size, other) => (other === axis ? 1 : 0)))); // prettier-ignore
  const strides = stridesOf(x.shape);
  const tapsAt = (element: number): (readonly Tap[] | null)[] => taps.map((axis, k) => axis[at(positions[k] ?? [], element)] ?? null);
  if (isPick) {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const source = Int32Array.from({ length: size }, (_, element) =>
      tapsAt(element).reduce((total, list, axis) => total + (list?.[0]?.index ?? 0) * at(strides, axis), 0),
    );
    return rearrange(x, shape, source);
  }
  const result = linearValue(node, x.kind === 'view' ? node.data(0) : x, {
    shape,
    weightUnits: unitsOf(taps),
    asMap: true,
    describe(element, emit) {
      const lists = tapsAt(element).filter((list) => list !== null);
      if (lists.length === shape.length) combine(lists, strides, 0, 0, 1, emit);
    },
  });
  return outside === 0 ? result : withBorder(node, result, outside, (element) => tapsAt(element).includes(null));
}

/** Products of the weights of all axes. */
function combine(
  lists: readonly (readonly Tap[])[],
  strides: readonly number[],
  axis: number,
  element: number,
  weight: number,
  emit: (source: number, weight: number) => void,
): void {
  const list = lists[axis];
  if (list === undefined) emit(element, weight);
  else for (const tap of list) combine(lists, strides, axis + 1, element + tap.index * at(strides, axis), weight * tap.weight, emit);
}

/** 2 u a weight and 1 u a product; none where all are short binary fractions. */
function unitsOf(taps: readonly (readonly (readonly Tap[] | null)[])[]): number {
  const resized = taps.filter((axis) => axis.some((list) => list?.some(({ weight }) => weight !== 1)));
  const isShort = resized.flat(2).every((tap) => tap === null || Number.isInteger(tap.weight * 2 ** 16));
  return isShort && resized.length <= 3 ? 0 : 3 * resized.length + 1;
}

function withBorder(node: OpNode, value: Value, outside: number, isOutside: (element: number) => boolean): Value {
  const size = value.shape.reduce((product, dim) => product * dim, 1);
  const border = constant(
    value.type,
    value.shape,
    Float64Array.from({ length: size }, (_, i) => (isOutside(i) ? outside : 0)),
  );
  return value.kind === 'view' ? affine(node, value, null, border) : foldBinary(node, value, border, sum);
}

import { sizeOf } from '../../engine/tensor.js';
import type { MapShape } from '../../graph/graph.js';
import { isIdentity, stridesOf, transposed } from '../indices.js';
import { asMap, mapView } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { identityConv } from '../slices.js';
import { at, type Constant, constant, rearrange, type View } from '../value.js';
import { affine } from './affine.js';
import { linearRows } from './linear.js';

/** Elements added (negative: removed) before and after an axis. */
export interface AxisPads {
  readonly before: number;
  readonly after: number;
}

/** Position in the input of every position of a padded axis; -1: none. */
type Coordinates = (position: number, size: number) => number;

/** By mode: what stands before and after the data. `position` counts from the first element of the data. */
export const PAD_MODES: Readonly<Record<string, Coordinates>> = {
  constant: (position, size) => (position >= 0 && position < size ? position : -1),
  edge: (position, size) => Math.min(Math.max(position, 0), size - 1),
  wrap: (position, size) => ((position % size) + size) % size,
  reflect: (position, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const place = ((position % period) + period) % period;
    return place < size ? place : period - place;
  },
};

/** A padded tensor in terms of the input. */
export interface PaddedIndices {
  readonly shape: number[];
  /** Element of the input, or -1. */
  readonly source: Int32Array;
}

/** Shape and source positions of a padded tensor. */
export function paddedIndices(shape: readonly number[], pads: readonly AxisPads[], coordinates: Coordinates): PaddedIndices {
  const result = shape.map((dim, axis) => dim + (pads[axis]?.before ?? 0) + (pads[axis]?.after ?? 0));
  const strides = stridesOf(shape);
  let source = Int32Array.of(0);
  if (result.some((size) => size <= 0)) return { shape: result, source };
  for (const [axis, size] of result.entries()) {
    const places = Array.from({ length: size }, (_, i) => coordinates(i - (pads[axis]?.before ?? 0), at(shape, axis)));
    const stride = at(strides, axis);
    const next = new Int32Array(source.length * size);
    source.forEach((base, i) => places.forEach((place, k) => (next[i * size + k] = base < 0 || place < 0 ? -1 : base + place * stride)));
    source = next;
  }
  return { shape: result, source };
}

/** A constant with `value` around it. */
export function padConstant(x: Constant, { shape, source }: PaddedIndices, value: number): Constant {
  const spread = (list: Float64Array, fill: number) => Float64Array.from(source, (i) => (i < 0 ? fill : at(list, i)));
  return constant(x.type, shape, spread(x.data, value), x.error === null ? null : spread(x.error, 0));
}

/** Data with `value` around it: a convolution with pads where only height and width grow, else a sparse map. */
export function padData(node: OpNode, x: View, pads: readonly AxisPads[], padded: PaddedIndices, value: number): View {
  const zero = padMap(node, x, pads) ?? padRows(node, x, padded);
  if (value === 0) return zero;
  const border = Float64Array.from(padded.source, (i) => (i < 0 ? value : 0));
  return affine(node, zero, null, constant(x.type, padded.shape, border));
}

function padRows(node: OpNode, x: View, { shape, source }: PaddedIndices): View {
  return linearRows(node, x, {
    shape,
    weightUnits: 0,
    describe: (element, emit) => {
      const i = at(source, element);
      if (i >= 0) emit(i, 1);
    },
  });
}

/** [1, C, H, W] or [1, H, W, C] (or rank 3) padded in H and W alone; null otherwise. */
function padMap(node: OpNode, x: View, pads: readonly AxisPads[]): View | null {
  const rank = x.shape.length;
  if ((rank !== 4 && rank !== 3) || x.shape[0] !== 1) return null;
  const grows = (axis: number) => pads[axis]?.before !== 0 || pads[axis].after !== 0;
  const last = rank - 1;
  if (grows(0) || (grows(1) && grows(last))) return null;
  if (grows(last) || (!grows(1) && !isChannelsLast(node, x))) return padSpatial(node, x, pads.slice(2));
  const axes = x.shape.map((_, axis) => axis);
  const toFirst = [0, last, ...axes.slice(1, last)];
  const toLast = [0, ...axes.slice(2), 1];
  const first = transposed(x.shape, toFirst);
  const result = padSpatial(node, rearrange(x, first.shape, first.source), pads.slice(1, last));
  const back = transposed(result.shape, toLast);
  return rearrange(result, back.shape, back.source);
}

function isChannelsLast(node: OpNode, x: View): boolean {
  return node.builder.shape(x.node).channels === x.shape.at(-1) && isIdentity(x.index);
}

/** `pads` of the axes after the channels. */
function padSpatial(node: OpNode, x: View, pads: readonly AxisPads[]): View {
  const [, channels = 0, ...sizes] = x.shape;
  const none: AxisPads = { before: 0, after: 0 };
  const [y, horizontal] = pads.length === 2 ? [pads[0] ?? none, pads[1] ?? none] : [none, pads[0] ?? none];
  const [height = 0, width = 0] = sizes.length === 2 ? sizes : [1, ...sizes];
  const input: MapShape = { height, width, channels };
  const shape = { height: height + y.before + y.after, width: width + horizontal.before + horizontal.after, channels };
  const source = asMap(node.builder, x, input, node.origin);
  const options = { shape, padTop: y.before, padLeft: horizontal.before, strideY: 1, strideX: 1 };
  const id = identityConv(node.builder, source, options, node.origin);
  const dims = sizes.length === 2 ? [1, channels, shape.height, shape.width] : [1, channels, shape.width];
  return mapView(id, shape, x.type, dims);
}

/** True when nothing is left or there is nothing to repeat. */
export function isImpossible({ shape, source }: PaddedIndices, mode: string): boolean {
  return shape.some((dim) => dim <= 0) || sizeOf(shape) !== source.length || (mode !== 'constant' && source.includes(-1));
}

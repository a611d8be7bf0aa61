import { activation } from '../../activations/registry.js';
import { roundHalfEven } from '../../activations/shapes/round-half-even.js';
import { broadcastIndices, stridedIndices, stridesOf } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, count, type ElementType, rearrange, type Value, type View } from '../value.js';
import { activateEach } from './activation.js';
import { affine } from './affine.js';
import { difference, foldBinary, product } from './fold.js';

/** Range of the quantized types. */
const RANGES: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  uint8: [0, 255], int8: [-128, 127], uint16: [0, 65535], int16: [-32768, 32767],
}; // prettier-ignore

/** Least and largest number of a quantized type. */
function rangeOf(node: OpNode, type: ElementType): readonly [low: number, high: number] {
  return RANGES[type] ?? node.unsupported(`the type ${type}`, 'int8, uint8, int16 and uint16 work.');
}

/** Scale or zero point spread to the shape of `x`: one for all, one for each position of an axis, or one a block along it. */
export function spreadTo(node: OpNode, x: Value, parameter: Constant): Constant {
  if (count(parameter) === 1) return { ...parameter, shape: [] };
  const axis = node.axis(node.int('axis', 1), x.shape.length);
  const block = node.int('block_size', 0);
  if (block === 0) {
    const isVector = parameter.shape.length === 1 && parameter.shape[0] === x.shape[axis];
    if (!isVector) node.unsupported(`a scale [${parameter.shape.join(', ')}] along axis ${axis} of [${x.shape.join(', ')}]`);
    return { ...parameter, shape: [...parameter.shape, ...x.shape.slice(axis + 1).map(() => 1)] };
  }
  const fits =
    parameter.shape.length === x.shape.length &&
    x.shape.every((dim, i) => parameter.shape[i] === (i === axis ? Math.ceil(dim / block) : dim));
  if (!fits) node.unsupported(`blocks of ${block} with a scale [${parameter.shape.join(', ')}] for [${x.shape.join(', ')}]`);
  const strides = stridesOf(parameter.shape);
  const stride = at(strides, axis);
  const positions = stridedIndices(x.shape, x.shape.map((_, i) => (i === axis ? 1 : 0))); // prettier-ignore
  const others = stridedIndices(x.shape, strides.with(axis, 0));
  return rearrange(parameter, x.shape, others.map((first, i) => first + Math.floor(at(positions, i) / block) * stride)); // prettier-ignore
}

/** Zero point and scale of a tensor, each of one element or spread to broadcast against it. */
export interface Quantization {
  readonly scale: Constant;
  /** null: 0. */
  readonly zero: Constant | null;
}

/** (x - zero) scale, exactly: of whole numbers. */
export function dequantized(node: OpNode, given: Value, { scale, zero }: Quantization): Value {
  const x: Value = { ...given, type: scale.type };
  const offset = zero === null ? null : { ...zero, type: scale.type };
  if (x.kind === 'constant') return foldBinary(node, offset === null ? x : foldBinary(node, x, offset, difference), scale, product);
  if (offset === null) return affine(node, x, scale, null);
  const minus = constant(scale.type, [], [-1]);
  return affine(node, x, scale, foldBinary(node, foldBinary(node, offset, scale, product), minus, product));
}

/** min(max(round(x / scale) + zero, low), high) of a constant: weights that the file rounds itself, with the quotient in float32 as the runtimes compute it. */
export function quantizedConstant(
  node: OpNode,
  x: Constant,
  { scale, zero }: Quantization,
  type: ElementType,
  [min, max]: readonly [number, number] = rangeOf(node, type),
): Constant {
  if (x.error !== null || scale.error !== null) node.unsupported('a constant operand is a rounded result');
  const steps = foldBinary(node, x, scale, { value: (a, b) => roundHalfEven(Math.fround(a / b)), error: () => 0 });
  const clipped = { value: (a: number, offset: number) => Math.min(Math.max(a + offset, min), max), error: () => 0 };
  return foldBinary(node, steps, zero ?? constant(type, [], [0]), clipped, type);
}

/** min(max(round(x / scale) + zero, low), high) of data, in a range of whole numbers: a staircase for each scale and zero point. */
export function quantizedData(
  node: OpNode,
  view: View,
  { scale, zero }: Quantization,
  type: ElementType,
  [min, max]: readonly [number, number] = rangeOf(node, type),
): View {
  if (scale.error !== null || zero?.error) node.unsupported('its scale or zero point is the rounded result of a computation in the graph');
  if (!scale.data.every((s) => s >= 1e-35 && s <= 1e35 && Math.fround(s) === s)) {
    node.unsupported('a scale is not a positive float32 number from 1e-35 to 1e35');
  }
  if (zero !== null && !zero.data.every((z) => Number.isInteger(z) && z >= min && z <= max))
    node.unsupported('a zero point lies outside its type');
  const scaleOf = reader(scale, view.shape);
  const zeroOf = zero === null ? () => 0 : reader(zero, view.shape);
  const keys = new Map<string, number>();
  const keyOf = (element: number) => {
    const name = `${scaleOf(element)} ${zeroOf(element)}`;
    const key = keys.get(name) ?? keys.size;
    keys.set(name, key);
    return key;
  };
  const staircase = (element: number) => activation('quantize', { scale: scaleOf(element), zero: zeroOf(element), min, max });
  return { ...activateEach(node, view, staircase, keyOf), type };
}

function reader({ shape, data }: Constant, target: readonly number[]): (element: number) => number {
  if (data.length === 1) return () => at(data, 0);
  const source = broadcastIndices(shape, target);
  return (element) => at(data, source === null ? element : at(source, element));
}

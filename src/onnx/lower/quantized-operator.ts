import type { OpNode } from '../op-node.js';
import type { OnnxOperator, OpVersion } from '../operator.js';
import { constant, count, type ElementType, rearrange, type Value } from '../value.js';
import { dequantized, type Quantization, quantizedData } from './quantization.js';

/** Scale and zero point at a position of a node and the next, of the whole tensor. */
function quantizationAt(node: OpNode, position: number): Quantization {
  const scale = node.constant(position, 'scale');
  const zero = node.optionalConstant(position + 1, 'zero point');
  if (count(scale) !== 1 || (zero !== null && count(zero) !== 1))
    node.unsupported(`input ${position} is not one scale for the whole tensor`);
  return { scale: rearrange(scale, [], null), zero: zero === null ? null : rearrange(zero, [], null) };
}

/** A list of scales, or of zero points, along one axis of a tensor of the given rank; those of one element are for all. */
export function alongAxis(parameter: Quantization, axis: number, rank: number): Quantization {
  const spread = <T extends Value>(value: T): T =>
    rearrange(value, count(value) === 1 ? [] : Array.from({ length: rank }, (_, i) => (i === axis ? count(value) : 1)), null);
  return { scale: spread(parameter.scale), zero: parameter.zero === null ? null : spread(parameter.zero) };
}

/** The tensor at a position, with the scale and the zero point that follow it. */
export function dequantizedAt(node: OpNode, position: number): Value {
  return dequantized(node, node.input(position), quantizationAt(node, position + 1));
}

/** A real result as whole numbers, with the scale and the zero point at a position of the node and the next. */
export function requantized(node: OpNode, result: Value | undefined, position: number): Value {
  const parameters = quantizationAt(node, position);
  if (result?.kind !== 'view') return node.unsupported('it does not depend on the data');
  return quantizedData(node, result, parameters, parameters.zero?.type ?? typeOfData(node));
}

/** The type of the first quantized tensor of data. */
function typeOfData(node: OpNode): ElementType {
  return node.inputs.find((value) => value?.kind === 'view')?.type ?? 'uint8';
}

/** One, for whole numbers that are taken as they are. */
export function withoutScale(zero: Quantization['zero']): Quantization {
  return { scale: constant('float32', [], [1]), zero };
}

/** A quantized form of an operator of one tensor: x, its scale and zero point, and those of the result. */
export function quantizedUnary(op: string, versions: readonly OpVersion[], inner: OnnxOperator): OnnxOperator {
  return {
    op,
    versions,
    lower(node) {
      if (node.int('channels_last', 0) !== 0) node.unsupported('attribute channels_last = 1', 'Channels at axis 1 work.');
      const [result] = inner.lower(node.withInputs([dequantizedAt(node, 0)]));
      return [requantized(node, result, 3)];
    },
  };
}

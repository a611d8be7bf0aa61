import { stridedIndices, stridesOf } from '../indices.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange } from '../value.js';

/** Sizes are an attribute before opset 13 and an input since; equal parts otherwise (the last may be smaller since opset 18). */
export const split: OnnxOperator = {
  op: 'Split',
  versions: [
    [2, 1, ['axis', 'split']],
    [13, 2, ['axis']],
    [18, 2, ['axis', 'num_outputs']],
  ],
  lower(node) {
    const x = node.input(0);
    const axis = node.axis(node.int('axis', 0), x.shape.length);
    const size = at(x.shape, axis);
    const parts = node.ints('split') ?? node.integers(1, 'split') ?? equalParts(node, size);
    if (parts.reduce((sum, part) => sum + part, 0) !== size || parts.some((part) => part < 0) || parts.length < node.outputCount) {
      node.unsupported(`[${parts.join(', ')}] does not split ${size} into ${node.outputCount} outputs`);
    }
    const strides = stridesOf(x.shape);
    let start = 0;
    return parts.map((part) => {
      const shape = x.shape.with(axis, part);
      const offset = start * at(strides, axis);
      start += part;
      return rearrange(x, shape, stridedIndices(shape, strides, offset));
    });
  },
};

function equalParts(node: OpNode, size: number): number[] {
  const count = node.int('num_outputs', node.outputCount);
  const chunk = Math.ceil(size / count);
  if (node.opset < 18 && chunk * count !== size) node.unsupported(`${size} cannot be split into ${count} equal parts`);
  return Array.from({ length: count }, (_, i) => Math.min(chunk, size - i * chunk));
}

import { broadcastIndices, broadcastShape } from '../indices.js';
import { concatenate } from '../lower/concat.js';
import { mismatch } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange, type Value } from '../value.js';

/** With a constant condition: each element from one of two tensors. */
export const where: OnnxOperator = {
  op: 'Where',
  versions: [[9, 3, []]],
  lower(node) {
    const condition = node.constant(0, 'condition');
    const [x, y] = [node.input(1), node.input(2)];
    const shape = broadcastShape(condition.shape, x.shape, y.shape) ?? mismatch(node, condition.shape, x.shape, y.shape);
    const size = shape.reduce((product, dim) => product * dim, 1);
    const flat = (value: Value) => rearrange(rearrange(value, shape, broadcastIndices(value.shape, shape)), [size], null);
    const source = broadcastIndices(condition.shape, shape);
    const choice = Int32Array.from({ length: size }, (_, i) =>
      at(condition.data, source === null ? i : at(source, i)) !== 0 ? i : size + i,
    );
    return [rearrange(concatenate(node, [flat(x), flat(y)], 0), shape, choice)];
  },
};

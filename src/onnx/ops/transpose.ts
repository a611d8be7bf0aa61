import { transposed } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const transpose: OnnxOperator = {
  op: 'Transpose',
  versions: [[1, 1, ['perm']]],
  lower(node) {
    const x = node.input(0);
    const axes = x.shape.map((_, axis) => axis);
    const permutation = node.ints('perm') ?? axes.toReversed();
    if (node.axes(permutation, x.shape.length).length !== x.shape.length)
      node.unsupported(`perm [${permutation.join(', ')}] misses an axis`);
    const { shape, source } = transposed(x.shape, permutation.map((axis) => node.axis(axis, x.shape.length))); // prettier-ignore
    return [rearrange(x, shape, source)];
  },
};

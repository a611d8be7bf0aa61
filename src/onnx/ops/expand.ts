import { broadcastIndices, broadcastShape } from '../indices.js';
import { mismatch } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const expand: OnnxOperator = {
  op: 'Expand',
  versions: [[8, 2, []]],
  lower(node) {
    const x = node.input(0);
    const wanted = node.integers(1, 'shape') ?? [];
    const shape = broadcastShape(x.shape, wanted) ?? mismatch(node, x.shape, wanted);
    return [rearrange(x, shape, broadcastIndices(x.shape, shape))];
  },
};

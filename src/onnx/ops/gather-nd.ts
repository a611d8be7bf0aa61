import { elementsOfSlices, slicesAt } from '../lower/element-indices.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

/** With constant indices. */
export const gatherNd: OnnxOperator = {
  op: 'GatherND',
  versions: [
    [11, 2, []],
    [12, 2, ['batch_dims']],
  ],
  lower(node) {
    const x = node.input(0);
    const indices = node.constant(1, 'indices');
    const { first, slice } = slicesAt(node, x.shape, indices, node.int('batch_dims', 0));
    return [rearrange(x, [...indices.shape.slice(0, -1), ...slice], elementsOfSlices(first, slice))];
  },
};

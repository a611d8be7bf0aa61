import { elementsAlong } from '../lower/element-indices.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

/** With constant indices. */
export const gatherElements: OnnxOperator = {
  op: 'GatherElements',
  versions: [[11, 2, ['axis']]],
  lower(node) {
    const x = node.input(0);
    const indices = node.constant(1, 'indices');
    return [rearrange(x, indices.shape, elementsAlong(node, x.shape, indices, node.axis(node.int('axis', 0), x.shape.length)))];
  },
};

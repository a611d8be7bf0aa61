import { elementsAlong } from '../lower/element-indices.js';
import { scatter } from '../lower/scatter.js';
import type { OnnxOperator } from '../operator.js';

/** With constant indices: elements of one tensor replaced by those of another. */
export const scatterElements: OnnxOperator = {
  op: 'ScatterElements',
  versions: [
    [11, 3, ['axis']],
    [16, 3, ['axis', 'reduction']],
  ],
  lower(node) {
    const x = node.input(0);
    const axis = node.axis(node.int('axis', 0), x.shape.length);
    return [scatter(node, x, node.input(2), elementsAlong(node, x.shape, node.constant(1, 'indices'), axis))];
  },
};

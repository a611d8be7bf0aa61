import { elementsOfSlices, slicesAt } from '../lower/element-indices.js';
import { scatter } from '../lower/scatter.js';
import type { OnnxOperator } from '../operator.js';

/** With constant indices: slices of one tensor replaced by those of another. */
export const scatterNd: OnnxOperator = {
  op: 'ScatterND',
  versions: [
    [11, 3, []],
    [16, 3, ['reduction']],
  ],
  lower(node) {
    const x = node.input(0);
    const { first, slice } = slicesAt(node, x.shape, node.constant(1, 'indices'), 0);
    return [scatter(node, x, node.input(2), elementsOfSlices(first, slice))];
  },
};

import { softmax as lowered } from '../lower/softmax.js';
import type { OnnxOperator } from '../operator.js';

export const softmax: OnnxOperator = {
  op: 'Softmax',
  versions: [[1, 1, ['axis']]],
  lower: (node) => [lowered(node, node.data(0))],
};

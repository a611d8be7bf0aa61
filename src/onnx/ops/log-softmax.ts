import { logSoftmax as lowered } from '../lower/softmax.js';
import type { OnnxOperator } from '../operator.js';

export const logSoftmax: OnnxOperator = {
  op: 'LogSoftmax',
  versions: [[1, 1, ['axis']]],
  lower: (node) => [lowered(node, node.data(0))],
};

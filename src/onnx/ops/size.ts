import type { OnnxOperator } from '../operator.js';
import { constant, count } from '../value.js';

export const size: OnnxOperator = {
  op: 'Size',
  versions: [[1, 1, []]],
  lower: (node) => [constant('int64', [], [count(node.input(0))])],
};

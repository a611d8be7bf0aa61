import type { OnnxOperator } from '../operator.js';

export const identity: OnnxOperator = {
  op: 'Identity',
  versions: [[1, 1, []]],
  lower: (node) => [node.input(0)],
};

import { addition } from '../lower/addition.js';
import type { OnnxOperator } from '../operator.js';

export const sub: OnnxOperator = {
  op: 'Sub',
  versions: [[7, 2, []]],
  lower: (node) => [addition(node, [1, -1])],
};

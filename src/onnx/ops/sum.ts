import { addition } from '../lower/addition.js';
import type { OnnxOperator } from '../operator.js';

export const sum: OnnxOperator = {
  op: 'Sum',
  versions: [
    [6, Infinity, []],
    [8, Infinity, []],
  ],
  lower: (node) => [addition(node, node.inputs.map(() => 1))], // prettier-ignore
};

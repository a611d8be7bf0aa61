import { multiply } from '../lower/multiplication.js';
import type { OnnxOperator } from '../operator.js';

export const mul: OnnxOperator = {
  op: 'Mul',
  versions: [[7, 2, []]],
  lower(node) {
    const [a, b] = [0, 1].map((position) => (node.input(position).kind === 'view' ? node.data(position) : node.input(position)));
    return a === undefined || b === undefined ? node.unsupported('a factor is missing') : [multiply(node, a, b)];
  },
};

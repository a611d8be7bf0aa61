import { concatenate } from '../lower/concat.js';
import type { OnnxOperator } from '../operator.js';

export const concat: OnnxOperator = {
  op: 'Concat',
  versions: [[4, Infinity, ['axis']]],
  lower(node) {
    const values = node.inputs.map((_, position) => node.input(position));
    if (!node.has('axis')) node.unsupported(`attribute 'axis' is missing`);
    return [concatenate(node, values, node.axis(node.int('axis', 0), values[0]?.shape.length ?? 0))];
  },
};

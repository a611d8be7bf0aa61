import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const unsqueeze: OnnxOperator = {
  op: 'Unsqueeze',
  versions: [
    [1, 1, ['axes']],
    [13, 2, []],
  ],
  lower(node) {
    const x = node.input(0);
    const given = node.ints('axes') ?? node.integers(1, 'axes') ?? node.unsupported(`'axes' is missing`);
    const shape = [...x.shape];
    for (const axis of node.axes(given, x.shape.length + given.length)) shape.splice(axis, 0, 1);
    return [rearrange(x, shape, null)];
  },
};

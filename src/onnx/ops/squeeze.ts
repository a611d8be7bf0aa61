import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const squeeze: OnnxOperator = {
  op: 'Squeeze',
  versions: [
    [1, 1, ['axes']],
    [13, 2, []],
  ],
  lower(node) {
    const x = node.input(0);
    const given = node.ints('axes') ?? node.integers(1, 'axes');
    const axes = given === null ? null : node.axes(given, x.shape.length);
    if (axes?.some((axis) => x.shape[axis] !== 1)) node.unsupported(`axes [${axes.join(', ')}] of [${x.shape.join(', ')}] are not all 1`);
    return [rearrange(x, x.shape.filter((dim, axis) => (axes === null ? dim !== 1 : !axes.includes(axis))), null)]; // prettier-ignore
  },
};

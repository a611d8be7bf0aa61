import { affine } from '../lower/affine.js';
import { foldUnary } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

export const neg: OnnxOperator = {
  op: 'Neg',
  versions: [[6, 1, []]],
  lower(node) {
    const x = node.input(0);
    if (x.kind === 'constant') return [foldUnary(node, x, (value) => -value, (_, error) => error)]; // prettier-ignore
    return [affine(node, node.data(0), constant(x.type, [], [-1]), null)];
  },
};

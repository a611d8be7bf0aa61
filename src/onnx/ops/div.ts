import { affine } from '../lower/affine.js';
import { foldBinary, quotient, truncatedQuotient } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { constant, isFloat } from '../value.js';

export const div: OnnxOperator = {
  op: 'Div',
  versions: [[7, 2, []]],
  lower(node) {
    const a = node.input(0);
    const b = node.input(1);
    if (b.kind === 'view') return node.unsupported('the divisor depends on the input', 'Division by a constant works.');
    if (a.kind === 'constant') return [foldBinary(node, a, b, isFloat(a.type) ? quotient : truncatedQuotient)];
    const x = node.data(0);
    return [affine(node, x, foldBinary(node, constant(x.type, [], [1]), b, quotient), null)];
  },
};

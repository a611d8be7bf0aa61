import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { affine } from '../lower/affine.js';
import { foldBinary, quotient, truncatedQuotient } from '../lower/fold.js';
import { multiply } from '../lower/multiplication.js';
import type { OnnxOperator } from '../operator.js';
import { constant, isFloat } from '../value.js';

/** Of data by data: a product with the reciprocal. */
export const div: OnnxOperator = {
  op: 'Div',
  versions: [[7, 2, []]],
  lower(node) {
    const a = node.input(0).kind === 'view' ? node.data(0) : node.input(0);
    const b = node.input(1);
    if (b.kind === 'view') return [multiply(node, a, activate(node, node.data(1), activation('reciprocal')))];
    if (a.kind === 'constant') return [foldBinary(node, a, b, isFloat(a.type) ? quotient : truncatedQuotient)];
    return [affine(node, a, foldBinary(node, constant(a.type, [], [1]), b, quotient), null)];
  },
};

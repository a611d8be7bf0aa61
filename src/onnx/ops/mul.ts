import { affine } from '../lower/affine.js';
import { foldBinary, product } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';

export const mul: OnnxOperator = {
  op: 'Mul',
  versions: [[7, 2, []]],
  lower(node) {
    const a = node.input(0);
    const b = node.input(1);
    if (a.kind === 'constant' && b.kind === 'constant') return [foldBinary(node, a, b, product)];
    if (a.kind === 'constant') return [affine(node, node.data(1), a, null)];
    if (b.kind === 'constant') return [affine(node, node.data(0), b, null)];
    return node.unsupported('both factors depend on the input', 'Multiplication by a constant works.');
  },
};

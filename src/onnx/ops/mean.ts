import { addition } from '../lower/addition.js';
import { affine } from '../lower/affine.js';
import { foldBinary, quotient } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

/** Of several tensors, broadcast: their sum times 1/n. */
export const mean: OnnxOperator = {
  op: 'Mean',
  versions: [
    [6, Infinity, []],
    [8, Infinity, []],
  ],
  lower(node) {
    const total = addition(node, node.inputs.map(() => 1)); // prettier-ignore
    const number = constant(total.type, [], [node.inputs.length]);
    if (total.kind === 'constant') return [foldBinary(node, total, number, quotient)];
    return [affine(node, total, foldBinary(node, constant(total.type, [], [1]), number, quotient), null)];
  },
};

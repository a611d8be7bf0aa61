import { foldBinary, foldUnary, product, squareRootError } from '../lower/fold.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { type Constant, constant } from '../value.js';

/** Of constants, with an exponent that is a small whole number or 1/2; of data only to the power 1. */
export const pow: OnnxOperator = {
  op: 'Pow',
  versions: [[7, 2, []]],
  lower(node) {
    const base = node.input(0);
    const exponent = node.scalar(1, 'Y') ?? NaN;
    if (base.kind === 'constant') return [power(node, base, exponent)];
    return exponent === 1 ? [base] : node.unsupported(`data to the power ${exponent}`);
  },
};

function power(node: OpNode, base: Constant, exponent: number): Constant {
  if (exponent === 0.5) return foldUnary(node, base, Math.sqrt, squareRootError);
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 16)
    node.unsupported(`the exponent ${exponent}`, 'Exponents 0 to 16 and 0.5 work.');
  let result = constant(base.type, base.shape, new Float64Array(base.data.length).fill(1));
  for (let i = 0; i < exponent; i++) result = foldBinary(node, result, base, product);
  return result;
}

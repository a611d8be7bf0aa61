import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { foldBinary, foldUnary, product, squareRootError } from '../lower/fold.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { type Constant, constant } from '../value.js';

/** With a constant exponent: a small whole number or 1/2; of data -1, too. */
export const pow: OnnxOperator = {
  op: 'Pow',
  versions: [[7, 2, []]],
  lower(node) {
    const base = node.input(0);
    const exponent = node.scalar(1, 'Y') ?? NaN;
    if (base.kind === 'constant') return [power(node, base, exponent)];
    return [exponent === 1 ? base : activate(node, node.data(0), powerOfData(node, exponent))];
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

function powerOfData(node: OpNode, exponent: number): Activation {
  if (exponent === 0.5) return activation('sqrt');
  if (exponent === -1) return activation('reciprocal');
  if (Number.isInteger(exponent) && exponent >= 2 && exponent <= 16) return activation('power', { exponent });
  return node.unsupported(`data to the power ${exponent}`, 'Data to the powers 1 to 16, 0.5 and -1 work.');
}

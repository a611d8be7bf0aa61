import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { multiplyViews } from '../lower/multiplication.js';
import { foldPower, powerOfBase, powerOfData } from '../lower/power.js';
import type { OnnxOperator } from '../operator.js';

/** Of data by data: e^(y ln x), for x > 0. */
export const pow: OnnxOperator = {
  op: 'Pow',
  versions: [[7, 2, []]],
  lower(node) {
    const base = node.input(0);
    const exponent = node.input(1);
    if (exponent.kind === 'constant')
      return [base.kind === 'constant' ? foldPower(node, base, exponent) : powerOfData(node, node.data(0), exponent)];
    if (base.kind === 'constant') return [powerOfBase(node, base, node.data(1))];
    const logarithm = activate(node, node.data(0), activation('log'));
    return [activate(node, multiplyViews(node, node.data(1), logarithm), activation('exp'))];
  },
};

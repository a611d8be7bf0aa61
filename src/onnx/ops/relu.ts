import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { foldUnary } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';

export const relu: OnnxOperator = {
  op: 'Relu',
  versions: [[6, 1, []]],
  lower(node) {
    const x = node.input(0);
    if (x.kind === 'view') return [activate(node, node.data(0), activation('relu'))];
    return [foldUnary(node, x, (value) => Math.max(value, 0), (_, error) => error)]; // prettier-ignore
  },
};

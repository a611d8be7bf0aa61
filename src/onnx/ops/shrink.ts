import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const shrink = activationOperator('Shrink', [[9, 1, ['bias', 'lambd']]], (node) =>
  activation('shrink', { bias: node.float('bias', 0), lambd: node.float('lambd', 0.5) }),
);

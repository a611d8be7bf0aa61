import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const selu = activationOperator('Selu', [[6, 1, ['alpha', 'gamma']]], (node) =>
  activation('selu', {
    alpha: node.float('alpha', Math.fround(1.6732632423543772)),
    gamma: node.float('gamma', Math.fround(1.0507009873554805)),
  }),
);

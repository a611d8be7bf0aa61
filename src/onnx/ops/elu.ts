import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const elu = activationOperator('Elu', [[6, 1, ['alpha']]], (node) => activation('elu', { alpha: node.float('alpha', 1) }));

import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const celu = activationOperator('Celu', [[12, 1, ['alpha']]], (node) => activation('celu', { alpha: node.float('alpha', 1) }));

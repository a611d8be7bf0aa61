import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const swish = activationOperator('Swish', [[24, 1, ['alpha']]], (node) => activation('silu', { alpha: node.float('alpha', 1) }));

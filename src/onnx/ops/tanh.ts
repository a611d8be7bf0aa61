import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const tanh = activationOperator('Tanh', [[6, 1, []]], () => activation('tanh'));

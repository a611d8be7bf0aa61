import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const sigmoid = activationOperator('Sigmoid', [[6, 1, []]], () => activation('sigmoid'));

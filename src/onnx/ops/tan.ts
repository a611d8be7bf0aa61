import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const tan = activationOperator('Tan', [[7, 1, []]], () => activation('tan'));

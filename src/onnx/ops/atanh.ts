import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const atanh = activationOperator('Atanh', [[9, 1, []]], () => activation('atanh'));

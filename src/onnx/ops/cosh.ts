import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const cosh = activationOperator('Cosh', [[9, 1, []]], () => activation('cosh'));

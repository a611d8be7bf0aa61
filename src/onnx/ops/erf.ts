import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const erf = activationOperator('Erf', [[9, 1, []]], () => activation('erf'));

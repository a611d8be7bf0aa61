import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const asinh = activationOperator('Asinh', [[9, 1, []]], () => activation('asinh'));

import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const exp = activationOperator('Exp', [[6, 1, []]], () => activation('exp'));

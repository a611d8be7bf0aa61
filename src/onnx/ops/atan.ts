import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const atan = activationOperator('Atan', [[7, 1, []]], () => activation('arctan'));

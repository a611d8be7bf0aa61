import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const acos = activationOperator('Acos', [[7, 1, []]], () => activation('acos'));

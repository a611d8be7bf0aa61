import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const cos = activationOperator('Cos', [[7, 1, []]], () => activation('cos'));

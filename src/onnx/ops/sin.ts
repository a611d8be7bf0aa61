import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const sin = activationOperator('Sin', [[7, 1, []]], () => activation('sin'));

import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const acosh = activationOperator('Acosh', [[9, 1, []]], () => activation('acosh'));

import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const softsign = activationOperator('Softsign', [[1, 1, []]], () => activation('softsign'));

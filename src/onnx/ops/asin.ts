import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const asin = activationOperator('Asin', [[7, 1, []]], () => activation('asin'));

import { activation } from '../../../activations/registry.js';
import { activationOperator } from '../../lower/activation.js';

/** The exact one, by erf. */
export const gelu = activationOperator('Gelu', [[1, 1, []]], () => activation('gelu'));

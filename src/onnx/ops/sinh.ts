import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const sinh = activationOperator('Sinh', [[9, 1, []]], () => activation('sinh'));

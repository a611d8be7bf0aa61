import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const softplus = activationOperator('Softplus', [[1, 1, []]], () => activation('softplus'));

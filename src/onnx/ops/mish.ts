import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const mish = activationOperator('Mish', [[18, 1, []]], () => activation('mish'));

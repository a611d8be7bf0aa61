import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const hardSwish = activationOperator('HardSwish', [[14, 1, []]], () => activation('hard-swish'));

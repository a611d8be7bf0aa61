import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const log = activationOperator('Log', [[6, 1, []]], () => activation('log'));

import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';

export const sign = foldedActivation('Sign', [[9, 1, []]], () => activation('sign'), Math.sign);

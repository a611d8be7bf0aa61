import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';

export const ceil = foldedActivation('Ceil', [[6, 1, []]], () => activation('ceil'), Math.ceil);

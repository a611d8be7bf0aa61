import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';

export const floor = foldedActivation('Floor', [[6, 1, []]], () => activation('floor'), Math.floor);

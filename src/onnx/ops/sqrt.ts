import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';
import { squareRootError } from '../lower/fold.js';

export const sqrt = foldedActivation('Sqrt', [[6, 1, []]], () => activation('sqrt'), Math.sqrt, squareRootError);

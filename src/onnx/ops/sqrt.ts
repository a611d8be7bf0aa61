import { constantUnary } from '../lower/constant-ops.js';
import { squareRootError } from '../lower/fold.js';

/** Only of constants: a batch normalisation written out. */
export const sqrt = constantUnary('Sqrt', [[6, 1, []]], Math.sqrt, squareRootError);

import { constantUnary } from '../lower/constant-ops.js';

/** Only of constants: shape arithmetic. */
export const floor = constantUnary('Floor', [[6, 1, []]], Math.floor);

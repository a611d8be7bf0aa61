import { constantUnary } from '../lower/constant-ops.js';

/** Only of constants: shape arithmetic. */
export const ceil = constantUnary('Ceil', [[6, 1, []]], Math.ceil);

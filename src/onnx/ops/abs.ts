import { constantUnary } from '../lower/constant-ops.js';

/** Only of constants. */
export const abs = constantUnary('Abs', [[6, 1, []]], Math.abs, (_, error) => error);

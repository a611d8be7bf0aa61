import { constantUnary } from '../lower/constant-ops.js';

/** Only of constants. */
export const not = constantUnary('Not', [[1, 1, []]], (x) => (x === 0 ? 1 : 0));

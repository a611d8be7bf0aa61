import { exactBinary } from '../lower/constant-ops.js';

/** Only of constants. */
export const lessOrEqual = exactBinary('LessOrEqual', [[12, 2, []]], 'bool', (a, b) => (a <= b ? 1 : 0));
